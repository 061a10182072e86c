"""연차: from the question to the settled balance, as four people live it, and back again (W16)."""

import asyncio
import re
from typing import Any

import pytest

from tests.erp.engines import ENGINES
from tests.journeys.house import V2, Company, Person, until
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

pytestmark = pytest.mark.parametrize("engine", ENGINES)

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
        rung = await leads_bell.about(paper["requestId"], "결재 대기")
        assert staff.full_name in rung["message"]
        assert paper["id"] in await boxed(lead, "waiting")
        assert paper["id"] not in await boxed(deputy, "waiting")

        async with deputy.listening() as deputys_bell:
            await decided(lead, paper)
            assert paper["id"] not in await boxed(lead, "waiting")
            await deputys_bell.about(paper["requestId"], "결재 대기")
        assert paper["id"] in await boxed(deputy, "waiting")

        done = await decided(deputy, paper)
        told = await drafters_bell.about(paper["requestId"], "승인 완료")
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
    (mine,) = await absences(staff, staff, first, last)
    assert (mine["state"], mine["reason"]) == ("SETTLED", "가족 여행")
    peer = await demo.person("staff2")
    (seen,) = await absences(peer, staff, first, last)
    assert seen["reason"] is None

    text = await printed(staff, paper)
    for promised in (lead.full_name, head.full_name, deputy.full_name, done["number"]):
        assert promised in text
    assert re.search("SHA-256[^0-9a-f]*[0-9a-f]{64}", "".join(text.split()))


async def test_a_leave_is_given_back_by_a_paper_of_its_own(demo: Company) -> None:
    """W16: the paper is void, the day is back in the same grant, the calendar is clear."""
    staff2, lead, head, hr = await demo.people("staff2", "lead", "head", "hr")
    await some_leave(hr, staff2)
    before = await balance(staff2)
    day, _ = await one_of_two_days(staff2, 4)
    ask = {"startDate": day.isoformat(), "endDate": day.isoformat(), "unit": "DAY", "reason": "이사"}
    leave = await staff2.do("POST", f"{V2}/leave/requests", ask)
    original = {"id": leave["documentId"]}
    await decided(lead, original)
    await decided(head, original)

    async def settled() -> Any:
        now = await staff2.get(f"{V2}/leave/requests/{leave['id']}")
        return now["state"] == "SETTLED" and now

    await until(settled)
    assert len(await absences(lead, staff2, day, day)) == 1

    path = f"{V2}/leave/requests/{leave['id']}/cancel-document"
    async with staff2.listening() as bell:
        cancelling = {"id": (await staff2.do("POST", path, {"reason": "일정 변경"}))["documentId"]}
        paper = await shown(staff2, cancelling)
        assert (paper["formId"], paper["cancels"], paper["state"]) == (
            "leave-cancel",
            original["id"],
            "IN_PROGRESS",
        )
        assert [step["approverId"] for step in steps_of(paper)] == [lead.id]
        assert (await balance(staff2))["remaining"] == before["remaining"] - 1
        await decided(lead, cancelling)
        while "[연차 취소]" not in (await bell.next())["message"]:
            pass

    async def void() -> bool:
        return bool((await shown(staff2, original))["state"] == "VOIDED")

    await until(void)
    kinds = [("RESERVE", -DAY), ("RELEASE", DAY), ("USE", -DAY), ("CANCEL", DAY)]
    assert await lines_of(staff2, original["id"]) == kinds
    assert (await balance(staff2))["remaining"] == before["remaining"]
    assert await absences(lead, staff2, day, day) == []
    assert (await staff2.refused("POST", path, {"reason": "한 번 더"}))[0] == 409


async def test_a_refused_leave_gives_its_days_back_and_says_why(demo: Company) -> None:
    staff, lead, hr = await demo.people("staff", "lead", "hr")
    await some_leave(hr, staff)
    before = await balance(staff)
    day, _ = await one_of_two_days(staff, 5)
    ask = {"startDate": day.isoformat(), "endDate": day.isoformat(), "unit": "HALF_AM", "reason": "병원"}
    leave = await staff.do("POST", f"{V2}/leave/requests", ask)
    paper = await shown(staff, {"id": leave["documentId"]})
    assert (await balance(staff))["remaining"] == before["remaining"] - 0.5

    async with staff.listening() as bell:
        assert (
            await lead.refused(
                "POST",
                f"{V2}/documents/{paper['id']}/decisions",
                _reject(paper, ""),
                version=paper["version"],
            )
        ) == (422, "reason-required")
        await decided(lead, paper, "REJECT", "그날은 배포가 있습니다.")
        told = await bell.about(paper["requestId"], "반려")
    assert "그날은 배포가 있습니다." in told["message"]

    async def released() -> bool:
        return bool((await balance(staff))["remaining"] == before["remaining"])

    await until(released)


async def test_the_same_days_are_not_given_twice_however_they_are_asked_for(demo: Company) -> None:
    """Modern and older doors, at once: one leave, and the balance is short by one day only."""
    finance, hr = await demo.people("finance", "hr")
    await some_leave(hr, finance)
    before = await balance(finance)
    day, _ = await one_of_two_days(finance, 6)
    ask = {"startDate": day.isoformat(), "endDate": day.isoformat(), "reason": "여행"}
    classic = {**ask, "employeeId": finance.id, "days": 1}
    asked = [finance.ask("POST", f"{V2}/leave/requests", {**ask, "unit": "DAY"}) for _ in range(10)]
    asked += [finance.ask("POST", "/api/leaves", classic) for _ in range(10)]
    answers = [answer.status_code for answer in await asyncio.gather(*asked)]

    assert sum(status in (200, 201) for status in answers) == 1
    assert {status for status in answers if status >= 300} == {409}
    assert (await balance(finance))["remaining"] == before["remaining"] - 1


def _reject(paper: Any, reason: str) -> dict[str, Any]:
    return {"action": "REJECT", "stepId": paper["current"][0], "comment": reason}
