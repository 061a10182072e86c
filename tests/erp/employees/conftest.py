from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.erp.employees.office import Office, office


@pytest.fixture
async def work(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Office]:
    """On an embedded file; `indirect` parametrization names another engine."""
    async with office(tmp_path, getattr(request, "param", "sqlite")) as opened:
        yield opened


@dataclass(frozen=True)
class Company:
    """본부 headed by `head`, below it DEVELOPMENT headed by `lead` with `staff` and `peer`; SALES has `seller`."""

    office: Office
    headquarters: int
    development: int
    sales: int
    head: int
    lead: int
    staff: int
    peer: int
    seller: int


@pytest.fixture
async def company(work: Office) -> Company:
    headquarters = await work.department("HEADQUARTERS")
    development = await work.department("DEVELOPMENT", headquarters)
    sales = await work.department("SALES", headquarters)
    head = await work.person("김본부", headquarters, position="본부장", email="head@maru.example")
    lead = await work.person("이팀장", development, position="팀장", email="lead@maru.example")
    staff = await work.person("박사원", development)
    peer = await work.person("최동료", development)
    seller = await work.person("정영업", sales)
    await work.head(headquarters, head)
    await work.head(development, lead)
    return Company(work, headquarters, development, sales, head, lead, staff, peer, seller)
