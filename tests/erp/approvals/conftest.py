from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from maru.erp.approvals.manifest import approvals
from tests.erp.engines import ENGINES
from tests.erp.office import Office, opened


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with opened(approvals, tmp_path) as made:
        yield made


@pytest.fixture(params=ENGINES)
async def either(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Office]:
    """On the embedded file and on a real MySQL-speaking server."""
    async with opened(approvals, tmp_path, request.param) as made:
        yield made
