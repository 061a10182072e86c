"""Password hashes: argon2id in a small pool of its own, so that a rush of sign-ins cannot take the machine."""

import asyncio
import hashlib
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from maru.chassis.problems import Overloaded

R = TypeVar("R")
THREADS: Final = 2
QUEUE: Final = 32


class Hasher:
    """At most `THREADS` hashes at once and `QUEUE` waiting; beyond that `Overloaded`."""

    def __init__(self) -> None:
        self._argon = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1, type=Type.ID)
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="passwords")
        self._held = 0
        self._nobodys: str | None = None

    async def hash(self, password: str) -> str:
        return await self._run(lambda: self._argon.hash(password))

    async def verify(self, stored: str | None, password: str) -> bool:
        """Costs the same when there is nothing to compare with, so that time does not tell who has an account."""
        if stored is None:
            if self._nobodys is None:
                self._nobodys = await self.hash(secret())
            await self._run(lambda: self._right(self._nobodys or "", password))
            return False
        return await self._run(lambda: self._right(stored, password))

    def _right(self, stored: str, password: str) -> bool:
        try:
            return self._argon.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False

    async def _run(self, work: Callable[[], R]) -> R:
        if self._held >= THREADS + QUEUE:
            raise Overloaded("지금은 로그인 요청이 많습니다. 잠시 후 다시 시도해 주세요.")
        self._held += 1
        running = asyncio.get_running_loop().run_in_executor(self._pool, work)
        running.add_done_callback(self._done)
        return await asyncio.shield(running)

    def _done(self, finished: "asyncio.Future[R]") -> None:
        """Only work that has ended frees its place: one whose caller has gone still holds a thread."""
        self._held -= 1
        if not finished.cancelled():
            finished.exception()


def secret() -> str:
    """256 bits that nobody can guess, as 43 characters."""
    return secrets.token_urlsafe(32)


def digest(given: str) -> str:
    """What is kept of a secret. It is random and long, so a plain hash is enough."""
    return hashlib.sha256(given.encode("utf-8", "surrogatepass")).hexdigest()
