"""연차: from the question to the settled balance, as four people live it, and back again (W16)."""

import time
from typing import Any

import pytest

from tests.journeys.house import NOTICE_SECONDS, V2, Company, Person, until
from tests.journeys.papers import (
    boxed,
    decided,
    drafted,
    one_of_two_days,
    printed,
    shown,
    some_leave,
    steps_of,
    submitted,
)

DAY = 480


async def balance(of: Person) -> Any:
    return await of.get(f"{V2}/leave/balances")


async def lines_of(of: Person, document: str) -> list[tuple[str, int]]:
    """What the ledger says of this paper, oldest first."""
    page = await of.get(f"{V2}/leave/ledger", limit=100)
    found = [(line["kind"], line["minutes"]) for line in page["items"] if line["documentId"] == document]
    return found[::-1]


async def absences(seen_by: Person, of: Person, first: object, last: object) -> list[Any]:
    month = await seen_by.get(f"{V2}/leave/calendar", **{"from": first, "to": last})
    return [away for day in month["days"] for away in day["absences"] if away["employeeId"] == of.id]


async def test_leave_is_asked_decided_by_two_settled_told_and_printed(demo: Company) -> None:
    staff, lead, head, deputy, hr = await demo.people("staff", "lead", "head", "deputy", "hr")
    await some_leave(hr, staff)
    before = await balance(staff)
    first, last = await one_of_two_days(staff, 3)
    fields = {
        "startDate": first.isoformat(),
        "endDate": last.isoformat(),
        "unit": "DAY",
        "reason": "가족 여행",
    }
    paper = await drafted(staff, "leave", fields, "연차 신청", "")

    forecast = await staff.do("POST", f"{V2}/documents/{paper['id']}/preflight")
    assert forecast["ready"], forecast["errors"]
    assert [step["approverId"] for step in forecast["steps"]] == [lead.id, head.id]
    assert all(step["why"] for step in forecast["steps"])
    assert (forecast["steps"][1]["absent"], forecast["steps"][1]["substituteId"]) == (True, deputy.id)
    assert any(f"대리인 {deputy.full_name}" in each["message"] for each in forecast["warnings"])
    assert (forecast["leave"]["days"], forecast["leave"]["minutes"]) == (1.0, DAY)
    assert forecast["leave"]["before"] - forecast["leave"]["after"] == DAY

    async with lead.listening() as leads_bell, staff.listening() as drafters_bell:
        paper = await submitted(staff, paper)
        assert (paper["state"], paper["number"]) == ("IN_PROGRESS", None)
        assert (await balance(staff))["remaining"] == before["remaining"] - 1
        assert await lines_of(staff, paper["id"]) == [("RESERVE", -DAY)]
        rung = await leads_bell.about(paper["requestId"], "결재 대기", NOTICE_SECONDS)
        assert staff.full_name in rung["message"]
        assert paper["id"] in await boxed(lead, "waiting")
        assert paper["id"] not in await boxed(deputy, "waiting")

        async with deputy.listening() as deputys_bell:
            await decided(lead, paper)
            assert paper["id"] not in await boxed(lead, "waiting")
            await deputys_bell.about(paper["requestId"], "결재 대기", NOTICE_SECONDS)
        assert paper["id"] in await boxed(deputy, "waiting")

        begun = time.monotonic()
        done = await decided(deputy, paper)
        told = await drafters_bell.about(paper["requestId"], "승인 완료", NOTICE_SECONDS)
        assert time.monotonic() - begun < NOTICE_SECONDS
    assert done["state"] == "APPROVED"
    assert done["number"].startswith("LV-")
    assert done["number"] in told["message"]
    assert told["status"] == "APPROVED"

    document = await shown(staff, paper)
    second = steps_of(document)[1]
    assert (second["kind"], second["actedBy"], second["onBehalfOf"]) == ("PROXY", deputy.id, head.id)

    async def settled() -> bool:
        return ("USE", -DAY) in await lines_of(staff, paper["id"])

    await until(settled)
    assert await lines_of(staff, paper["id"]) == [("RESERVE", -DAY), ("RELEASE", DAY), ("USE", -DAY)]
    after = await balance(staff)
    assert (after["remaining"], after["used"]) == (before["remaining"] - 1, before["used"] + 1)
    mine, = await absences(staff, staff, first, last)
    assert (mine["state"], mine["reason"]) == ("SETTLED", "가족 여행")
    peer = await demo.person("staff2")
    seen, = await absences(peer, staff, first, last)
    assert seen["reason"] is None

    text = await printed(staff, paper)
    for promised in (lead.full_name, head.full_name, deputy.full_name, done["number"]):
        assert promised in text
    assert "SHA-256" in text
