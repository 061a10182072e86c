"""The unit of work: a plain function over one transaction.

Units are synchronous, do no other I/O and ask no clock: whoever calls passes those in. So one unit runs
unchanged inline on the event loop (SQLite) or on a worker thread (a remote database), and a test can call it.
"""

from collections.abc import Callable
from typing import Protocol, TypeVar

from maru.chassis.events import Event
from maru.chassis.idempotency import Once, Replies

R = TypeVar("R")


class Tx(Replies, Protocol):
    """What every transaction offers beside its own tables."""

    def emit(self, event: Event) -> None:
        """Publish the event if, and only if, this unit commits."""

    def after_commit(self, effect: Callable[[], None]) -> None:
        """Call `effect` on the event loop once this unit is durable; never if it is not.

        For what may be lost with the process (a push to a live socket), not for other writes.
        """

    def first_time(self, consumer: str, event_id: str) -> bool:
        """False if this consumer's effect for the event is already committed."""


T_co = TypeVar("T_co", bound=Tx, covariant=True)


class Store(Protocol[T_co]):
    async def write(self, unit: Callable[[T_co], R], once: Once | None = None) -> R:
        """Run the unit alone, as if no other ran; return once its effects are durable.

        Raises whatever the unit raises, with nothing changed, `Unavailable` if the commit fails, `StorageFull` if
        there is no room, `Unanswered` if nobody can say whether it committed. With `once`, the reply is saved in
        the same commit; a key seen before raises `Replay` (the unit does not run) or `IdempotencyMismatch`.
        """
        ...

    async def read(self, unit: Callable[[T_co], R]) -> R:
        """Run the unit over committed state only. For point reads: it may run on the event loop."""
        ...

    async def scan(self, unit: Callable[[T_co], R]) -> R:
        """As `read`, for queries whose cost grows with the data: never on the event loop."""
        ...
