from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.erp.leave.house import House, housed


@pytest.fixture
async def house(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[House]:
    """On an embedded file; `indirect` parametrization names another engine."""
    async with housed(tmp_path, getattr(request, "param", "sqlite")) as house:
        yield house
