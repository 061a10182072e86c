"""The gate before every check of a password or code: attempts on one account, or from one address, go one by one,
and failures make the next one wait. It is the same gate at every door."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

from maru.chassis.limits import RateLimiter
from maru.chassis.problems import Overloaded, RateLimited
from maru.chassis.settings import Limits
from maru.chassis.sql import SqlTx, micros, moment
from maru.chassis.store import Store
from maru.identity.accounts.domain.throttle import Attempts
from maru.identity.accounts.service.hashing import QUEUE, digest
from maru.identity.accounts.store.sessions import Attempted, AttemptsKept


@dataclass(frozen=True)
class Attempt:
    """One attempt, counted as a failure until it is settled."""

    at: datetime
    account: str = ""
    address: str = ""

    def settle(self, tx: SqlTx) -> None:
        """It succeeded: the account starts anew, the address loses this failure only."""
        if self.account:
            kept = AttemptsKept(tx)
            _save(kept, self.account, Attempts(0, self.at, None))
            self._uncount(kept, self.address)

    def uncount(self, tx: SqlTx) -> None:
        """It was neither: something more must be given."""
        if self.account:
            kept = AttemptsKept(tx)
            self._uncount(kept, self.account)
            self._uncount(kept, self.address)

    def _uncount(self, kept: AttemptsKept, whose: str) -> None:
        _save(kept, whose, _hold(kept, whose, self.at).succeeded())


@dataclass
class _Turn:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    wanted: int = 0


class Gate:
    def __init__(self, store: Store[SqlTx], limits: Limits, now: Callable[[], datetime]) -> None:
        self._store, self._per_min, self._now = store, limits.login_per_min, now
        self._sources = RateLimiter(limits.api_per_min, limits.api_burst, limits.load_sources)
        self._turns: dict[str, _Turn] = {}

    @asynccontextmanager
    async def attempt(self, login: str, address: str) -> AsyncIterator[Attempt]:
        """Refuses `RateLimited` while a wait is on. Networks that carry load pass uncounted."""
        if self._sources.exempts(address):
            yield Attempt(self._now())
            return
        attempt = Attempt(self._now(), f"account:{digest(login)}", f"address:{address}"[:80])
        async with AsyncExitStack() as turns:
            for whose in (attempt.account, attempt.address):
                await turns.enter_async_context(self._turn(whose))
            await self._count(attempt)
            yield attempt

    async def _count(self, attempt: Attempt) -> None:
        now = self._now()

        def unit(tx: SqlTx) -> int:
            kept = AttemptsKept(tx)
            before = {whose: _hold(kept, whose, now) for whose in (attempt.account, attempt.address)}
            wait = max(each.wait(now) for each in before.values())
            if not wait:
                for whose, each in before.items():
                    _save(kept, whose, each.failed(now, self._per_min))
            return wait

        if wait := await self._store.write(unit):
            raise RateLimited(f"로그인에 여러 번 실패했습니다. {wait}초 후 다시 시도해 주세요.", wait=wait)

    @asynccontextmanager
    async def _turn(self, whose: str) -> AsyncIterator[None]:
        turn = self._turns.setdefault(whose, _Turn())
        if turn.wanted > QUEUE:
            raise Overloaded("지금은 로그인 요청이 많습니다. 잠시 후 다시 시도해 주세요.")
        turn.wanted += 1
        try:
            async with turn.lock:
                yield
        finally:
            turn.wanted -= 1
            if not turn.wanted:
                self._turns.pop(whose, None)


def _hold(kept: AttemptsKept, whose: str, now: datetime) -> Attempts:
    found = kept.hold(whose, micros(now))
    return Attempts(found.failures, moment(found.last), None if found.until is None else moment(found.until))


def _save(kept: AttemptsKept, whose: str, attempts: Attempts) -> None:
    last, until = attempts.last, attempts.until
    if last is not None:
        kept.set(whose, Attempted(attempts.failures, micros(last), None if until is None else micros(until)))
