"""One real server per worker, and the people of its company."""

from collections.abc import AsyncIterator, Iterator

import pytest

from tests.command.server import Server
from tests.journeys.house import Company, company, serving


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with serving("journeys") as running:
        yield running


@pytest.fixture
async def demo(server: Server) -> AsyncIterator[Company]:
    async with company(server.address) as opened:
        yield opened
