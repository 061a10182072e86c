from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.identity.stand import Clock, Stand, stand

Make = Callable[..., Awaitable[Stand]]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def make(tmp_path: Path, clock: Clock) -> AsyncIterator[Make]:
    """Makes Marus with settings of their own."""
    async with AsyncExitStack() as opened:

        async def one(name: str = "one", **given: Any) -> Stand:
            made = stand(tmp_path / name, clock, **given)
            opened.push_async_callback(made.store.close)
            await opened.enter_async_context(made.callers)
            return made

        yield one


@pytest.fixture
async def maru(make: Make) -> Stand:
    return await make()
