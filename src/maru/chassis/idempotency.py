"""One command, one effect, one answer: the Idempotency-Key of a request and the reply kept with its effect.

After the IETF draft "The Idempotency-Key HTTP Header Field": scope (person, route, key), a changed body is
refused, a finished command is answered again byte for byte.
"""

from collections.abc import Callable
from hashlib import blake2b
from typing import Any, Protocol, TypeVar

from msgspec import Struct

from maru.chassis.problems import IdempotencyMismatch

R = TypeVar("R")
KEPT_SECONDS = 24 * 3600


class Saved(Struct, frozen=True, array_like=True):
    """An answer as it went out."""

    status: int
    content_type: str
    headers: dict[str, str]
    body: bytes
    fingerprint: bytes = b""


class Replay(Exception):
    """Not a refusal: this command was done before, and `saved` is what was answered."""

    def __init__(self, saved: Saved) -> None:
        super().__init__("replayed")
        self.saved = saved


class Replies(Protocol):
    """The part of a transaction that keeps answers."""

    def saved_reply(self, once: "Once") -> Saved | None: ...

    def save_reply(self, once: "Once", saved: Saved) -> None: ...


class Once:
    """The identity of one command; `encode` makes the answer from what the unit returns."""

    __slots__ = ("at", "encode", "fingerprint", "id", "saved")

    def __init__(
        self, principal: str, route: str, key: str, body: bytes, at: int, encode: Callable[[Any], Saved]
    ) -> None:
        scope = f"{principal}\0{route}\0{key}".encode()
        self.id = blake2b(scope, digest_size=16).digest()
        self.fingerprint = blake2b(body, digest_size=16).digest()
        self.at, self.encode = at, encode
        self.saved: Saved | None = None

    def refuse_repeat(self, tx: Replies) -> None:
        """Raises `Replay` if this command was answered before, `IdempotencyMismatch` if its key was another's.

        For commands that ask another service before their own unit: they look here first.
        """
        before = tx.saved_reply(self)
        if before is not None:
            if before.fingerprint != self.fingerprint:
                raise IdempotencyMismatch(
                    "같은 Idempotency-Key로 다른 내용이 이미 처리되었습니다. 새 키를 사용해 주세요."
                )
            raise Replay(before)

    def around(self, unit: Callable[[Any], R]) -> Callable[[Any], R]:
        """The unit, run only if this key is new, with its reply saved in the same commit."""

        def once(tx: Replies) -> R:
            self.refuse_repeat(tx)
            value = unit(tx)
            reply = self.encode(value)
            self.saved = Saved(reply.status, reply.content_type, reply.headers, reply.body, self.fingerprint)
            tx.save_reply(self, self.saved)
            return value

        return once
