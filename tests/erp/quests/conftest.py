from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from maru.erp.quests.manifest import quests
from tests.erp.office import Office, opened


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with opened(quests, tmp_path) as office:
        yield office
