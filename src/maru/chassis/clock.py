"""What time it is. The product reads it here, so that past days can be lived through again: demo data, tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_set: ContextVar[datetime | None] = ContextVar("clock", default=None)


def now() -> datetime:
    """The present moment, in UTC."""
    return _set.get() or datetime.now(UTC)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Inside, it is `moment` for everything this task does."""
    token = _set.set(moment)
    try:
        yield
    finally:
        _set.reset(token)
