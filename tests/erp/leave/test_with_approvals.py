"""Leave and approvals together, over the bus: the same examples with nothing told by hand."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from maru.chassis.buses.local import LocalBus
from maru.erp.approvals.contract import ApprovalEvent, Approvals
from maru.erp.approvals.manifest import approvals
from maru.erp.leave.contract import Leave
from maru.erp.leave.manifest import leave
from tests.erp.leave.house import NOW, V2, House, Papers
from tests.erp.office import CHIEF, LEAD, MINA, Office, opened

DAY = {"startDate": "2026-12-24", "endDate": "2026-12-25", "reason": "여행"}


class Later:
    """A service that is assembled after the one that calls it."""

    there: Any = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self.there, name)


class Both:
    def __init__(self, house: House, papers: Office, bus: LocalBus) -> None:
        self.house, self.papers, self.bus = house, papers, bus

    async def decide(self, document_id: str, by: int, action: str, comment: str = "") -> int:
        path = f"{V2}/documents/{document_id}"
        shown = (await self.papers.call("GET", path, by)).json()
        answer = await self.papers.call(
            "POST",
            f"{path}/decisions",
            by,
            {"action": action, "comment": comment},
            version=shown.get("version", 1),
        )
        return answer.status_code

    async def leave(self, id: int) -> dict[str, Any]:
        await self.bus.drain()
        found: dict[str, Any] = await self.house.office.get(f"{V2}/leave/requests/{id}", MINA)
        return found


@pytest.fixture
async def both(tmp_path: Path) -> AsyncIterator[Both]:
    for folder in ("leave", "approvals"):
        (tmp_path / folder).mkdir()
    async with AsyncExitStack() as stack:
        later = Later()
        office = await stack.enter_async_context(opened(leave, tmp_path / "leave", others={Approvals: later}))
        papers = await stack.enter_async_context(
            opened(approvals, tmp_path / "approvals", others={Leave: office.parts.offers})
        )
        later.there = papers.parts.offers
        office.at(NOW)
        papers.at(NOW)
        heard = [(office.store, c) for c in office.parts.consumers if c.topic == ApprovalEvent.topic]
        heard += [(papers.store, c) for c in papers.parts.consumers]
        bus = LocalBus(heard, {ApprovalEvent.topic: [papers.store]}, lambda: office.moment)
        await bus.start()
        house = House(office, Papers())
        await house.employ(MINA)
        yield Both(house, papers, bus)
        await bus.stop()


async def test_w1_with_the_line_of_the_rules(both: Both) -> None:
    house = both.house
    asked = await house.office.done("POST", f"{V2}/leave/requests", MINA, DAY)
    document = asked["documentId"]

    assert (asked["state"], asked["days"]) == ("RESERVED", 1.0)
    assert await both.decide(document, LEAD, "APPROVE") == 200
    assert (await both.leave(asked["id"]))["state"] == "RESERVED"
    assert await both.decide(document, CHIEF, "APPROVE") == 200
    assert (await both.leave(asked["id"]))["state"] == "SETTLED"
    assert (await house.lines(MINA))[-3:] == [("RESERVE", -1.0), ("RELEASE", 1.0), ("USE", -1.0)]


async def test_w3_approval_and_recall_at_once_end_in_one_of_both(both: Both) -> None:
    for number in range(5):
        day = f"2026-11-{16 + number}"
        asked = await both.house.ask(MINA, day)
        path = f"{V2}/documents/{asked['documentId']}"
        assert await both.decide(asked["documentId"], LEAD, "APPROVE") == 200
        version = (await both.papers.call("GET", path, MINA)).json()["version"]
        decided, recalled = await asyncio.gather(
            both.papers.call("POST", f"{path}/decisions", CHIEF, {"action": "APPROVE"}, version=version),
            both.papers.call("POST", f"{path}/recall", MINA, {"reason": "일정 변경"}, version=version),
        )
        kept = await both.leave(asked["id"])
        assert sorted([decided.status_code, recalled.status_code])[0] == 200
        assert (decided.status_code == 200) != (recalled.status_code == 200)
        assert kept["state"] == ("SETTLED" if decided.status_code == 200 else "RELEASED")
    assert await both.house.broken() == []


async def test_w16_an_approved_cancellation_gives_the_day_back(both: Both) -> None:
    house = both.house
    asked = await house.office.done("POST", f"{V2}/leave/requests", MINA, DAY)
    for by in (LEAD, CHIEF):
        assert await both.decide(asked["documentId"], by, "APPROVE") == 200
    await both.bus.drain()
    path = f"{V2}/leave/requests/{asked['id']}/cancel-document"
    cancel = await house.office.done("POST", path, MINA, {"reason": "일정 변경"})

    assert await both.decide(cancel["documentId"], LEAD, "APPROVE") == 200
    await both.bus.drain()
    assert (await both.leave(asked["id"]))["state"] == "CANCELLED"
    original = (await both.papers.call("GET", f"{V2}/documents/{asked['documentId']}", MINA)).json()
    assert original["state"] == "VOIDED"
    assert (await house.lines(MINA))[-1] == ("CANCEL", 1.0)
    assert await house.remaining(MINA) == 15


async def test_some_days_are_cancelled_and_the_document_stands(both: Both) -> None:
    house = both.house
    asked = await house.ask(MINA, "2026-11-16", "2026-11-18")
    for by in (LEAD, CHIEF):
        assert await both.decide(asked["documentId"], by, "APPROVE") == 200
    await both.bus.drain()
    path = f"{V2}/leave/requests/{asked['id']}/cancel-document"
    cancel = await house.office.done("POST", path, MINA, {"reason": "단축", "dates": ["2026-11-18"]})
    assert await both.decide(cancel["documentId"], LEAD, "APPROVE") == 200

    kept = await both.leave(asked["id"])
    assert (kept["state"], kept["days"]) == ("SETTLED", 2.0)
    original = (await both.papers.call("GET", f"{V2}/documents/{asked['documentId']}", MINA)).json()
    assert original["state"] == "APPROVED"


async def test_the_older_route_is_decided_by_the_head_alone(both: Both) -> None:
    house = both.house
    asked = await house.office.done("POST", "/api/leaves", MINA, DAY)
    chief = await house.office.call("PUT", f"/api/leaves/{asked['id']}/approve", CHIEF)
    own = await house.office.call("PUT", f"/api/leaves/{asked['id']}/approve", MINA)
    done = await house.office.done("PUT", f"/api/leaves/{asked['id']}/reject", LEAD, {"reason": "바쁨"})
    again = await house.office.call("PUT", f"/api/leaves/{asked['id']}/approve", LEAD)

    assert (chief.status_code, own.status_code, done["status"]) == (403, 403, "REJECTED")
    assert (again.status_code, again.json()["error"]) == (409, "이미 처리된 신청입니다")
    assert (await both.leave(asked["id"]))["state"] == "RELEASED"
    assert await house.remaining(MINA) == 15
