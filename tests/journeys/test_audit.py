"""What must always hold, asked of the running product: chains, ledgers, numbers, boxes."""

import json
from typing import Any

import pytest

from tests.command.server import Server, maru
from tests.erp.engines import ENGINES
from tests.journeys.house import Company
from tests.journeys.papers import decided, drafted, submitted

pytestmark = pytest.mark.parametrize("engine", ENGINES)


async def test_every_invariant_holds_while_people_work(
    demo: Company, engine: str, request: pytest.FixtureRequest
) -> None:
    staff, lead = await demo.people("staff", "lead")
    for _ in range(5):
        paper = await submitted(staff, await drafted(staff, "general", {}, "감사 전"))
        await decided(lead, paper)
    running: Server = request.getfixturevalue("server" if engine == "sqlite" else "mariadb_server")

    said = maru("audit", "erp", "--json", "--data", str(running.log.with_suffix("")))

    found: list[Any] = json.loads(said.stdout)
    assert said.returncode == 0, said.stdout
    assert {each["service"] for each in found} >= {"erp.approvals", "erp.leave", "erp.employees"}
