"""One real server per worker and engine, and the people of its company."""

from collections.abc import AsyncIterator, Iterator

import pytest

from tests.command.server import Server
from tests.journeys.house import Company, company, serving, serving_on_mariadb


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with serving("journeys") as running:
        yield running


@pytest.fixture(scope="session")
def mariadb_server() -> Iterator[Server]:
    with serving_on_mariadb("journeys-on-mariadb") as running:
        yield running


@pytest.fixture
def engine() -> str:
    """Where the company is kept; the stories are lived on each of the engines."""
    return "sqlite"


@pytest.fixture
def address(engine: str, request: pytest.FixtureRequest) -> str:
    named = "server" if engine == "sqlite" else "mariadb_server"
    running: Server = request.getfixturevalue(named)
    return running.address


@pytest.fixture
async def demo(address: str) -> AsyncIterator[Company]:
    async with company(address) as opened:
        yield opened
