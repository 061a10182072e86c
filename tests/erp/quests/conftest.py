from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from maru.erp.quests.manifest import quests
from tests.erp.office import Office, opened


@pytest.fixture
async def office(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Office]:
    """On an embedded file; `indirect` parametrization names another engine."""
    async with opened(quests, tmp_path, getattr(request, "param", "sqlite")) as office:
        yield office
