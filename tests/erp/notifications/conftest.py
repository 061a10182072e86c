from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.erp.notifications.post_office import PostOffice, post_office


@pytest.fixture
async def post(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[PostOffice]:
    """On an embedded file; `indirect` parametrization names another engine."""
    async with post_office(tmp_path, getattr(request, "param", "sqlite")) as opened:
        yield opened
