from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from maru.erp.attendance.manifest import attendance
from tests.erp.office import Office, opened


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with opened(attendance, tmp_path) as office:
        yield office
