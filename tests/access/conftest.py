"""A server whose data holds two organisations, and everybody who tries its doors."""

from collections.abc import Iterator

import pytest

from tests.access.cast import Cast
from tests.access.elsewhere import Elsewhere, settled
from tests.access.things import Things
from tests.command.server import up
from tests.journeys.house import PLENTY, copied


@pytest.fixture(scope="session")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Elsewhere:
    """The folder with the other organisation in it, and what belongs to it."""
    return settled(copied(tmp_path_factory.mktemp("access") / "data"))


@pytest.fixture(scope="session")
def cast(elsewhere: Elsewhere) -> Iterator[Cast]:
    with up(elsewhere.folder, "--seed", "demo", "--no-open", **PLENTY) as server:
        opened = Cast(server.address)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def things(cast: Cast) -> Things:
    return Things(cast)
