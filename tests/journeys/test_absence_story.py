"""부재·대리 and 퇴사: who decides in whose place, and what becomes of the papers of somebody who has left."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest

from tests.erp.engines import ENGINES
from tests.journeys.house import DOMAIN, PASSWORD, V2, Company, Person, until
from tests.journeys.papers import boxed, decided, drafted, lined, shown, steps_of, submitted, today

pytestmark = pytest.mark.parametrize("engine", ENGINES)


@asynccontextmanager
async def standing_in(giver: Person, delegate: Person, *forms: str) -> AsyncIterator[dict[str, Any]]:
    ask = {
        "delegateId": delegate.id,
        "start": today().isoformat(),
        "end": (today() + timedelta(days=2)).isoformat(),
        "forms": forms,
        "kind": "PLANNED",
    }
    made = await giver.do("POST", f"{V2}/delegations", ask)
    try:
        yield made
    finally:
        await giver.ask("POST", f"{V2}/delegations/{made['id']}/end", {})


async def test_a_substitute_decides_once_and_the_giver_is_told_and_comes_too_late(demo: Company) -> None:
    """W7."""
    staff, lead, staff2 = await demo.people("staff", "lead", "staff2")
    async with standing_in(lead, staff2, "general"), lead.listening() as bell:
        paper = await submitted(staff, await drafted(staff, "general", {}, "대결 시험"))
        assert paper["id"] in await boxed(staff2, "waiting")
        await decided(staff2, paper)
        told = await bell.about(paper["requestId"], "[대결]")
        assert staff2.full_name in told["message"]
        (step,) = steps_of(await shown(staff, paper))
        assert (step["state"], step["kind"]) == ("APPROVED", "PROXY")
        assert (step["actedBy"], step["onBehalfOf"]) == (staff2.id, lead.id)

        late = await lead.ask(
            "POST",
            f"{V2}/documents/{paper['id']}/decisions",
            {"action": "APPROVE", "stepId": step["id"]},
            version=paper["version"],
        )
        assert (late.status_code, late.json()["code"]) == (409, "already-decided")
        assert (late.json()["decidedBy"], late.json()["decidedByName"]) == (staff2.id, staff2.full_name)
        assert late.json()["decidedAt"]


async def test_a_substitute_never_decides_their_own_paper(demo: Company) -> None:
    """W8: refused, nothing moved, nobody told; one line of audit stands for it."""
    lead, staff2 = await demo.people("lead", "staff2")
    async with standing_in(lead, staff2, "general"), staff2.listening() as bell:
        paper = await submitted(staff2, await drafted(staff2, "general", {}, "자기 결재 시험"))
        assert paper["id"] not in await boxed(staff2, "waiting")
        ask = {"action": "APPROVE", "stepId": paper["current"][0]}
        path = f"{V2}/documents/{paper['id']}"
        refusal = await staff2.refused("POST", f"{path}/decisions", ask, version=paper["version"])
        assert refusal == (403, "self-approval")
        assert (await staff2.refused("PUT", f"/api/approvals/{paper['requestId']}/approve", {}))[0] == 403
        now = await shown(staff2, paper)
        assert (now["version"], [step["state"] for step in steps_of(now)]) == (paper["version"], ["ACTIVE"])
        assert await bell.silent(paper["requestId"])
        await decided(lead, paper)


async def test_an_ended_absence_gives_no_right_any_more(demo: Company) -> None:
    staff, lead, staff2 = await demo.people("staff", "lead", "staff2")
    async with standing_in(lead, staff2, "general") as absence:
        paper = await submitted(staff, await drafted(staff, "general", {}, "끝난 대리"))
        await staff2.do("POST", f"{V2}/delegations/{absence['id']}/end", {})
    assert paper["id"] not in await boxed(staff2, "waiting")
    ask = {"action": "APPROVE", "stepId": paper["current"][0]}
    path = f"{V2}/documents/{paper['id']}/decisions"
    assert (await staff2.refused("POST", path, ask, version=paper["version"]))[0] in (403, 404)


async def test_giver_and_substitute_at_once_decide_exactly_once(demo: Company) -> None:
    staff, lead, staff2 = await demo.people("staff", "lead", "staff2")
    async with standing_in(lead, staff2, "general"):
        for _ in range(3):
            paper = await submitted(staff, await drafted(staff, "general", {}, "동시에"))
            ask = {"action": "APPROVE", "stepId": paper["current"][0]}
            path = f"{V2}/documents/{paper['id']}/decisions"
            both = [
                each.ask("POST", path, ask, version=paper["version"])
                for each in (lead, staff2)
                for _ in range(5)
            ]
            answers = [answer.status_code for answer in await asyncio.gather(*both)]
            assert sorted(answers) == [200, *[409] * 9]


async def joined(demo: Company, department: str) -> Person:
    """Somebody new, who signed up; in a demonstration the address needs no letter."""
    name = f"new-{uuid.uuid4().hex[:8]}"
    shown = {"email": f"{name}@{DOMAIN}", "password": PASSWORD, "name": "새사람", "department": department}
    stranger = await demo.stranger()
    await stranger.do("POST", "/api/auth/sign-up", shown)

    async def employed() -> Person | None:
        person = await demo.person(name, again=True)
        return person if person.id else None

    return await until(employed)


async def test_the_papers_of_a_leaver_are_handed_over_and_history_keeps_the_name(demo: Company) -> None:
    """W14, and nothing is decided twice; who has left is nobody any more."""
    staff, lead, head, hr = await demo.people("staff", "lead", "head", "hr")
    leaver = await joined(demo, "DEVELOPMENT")
    waiting, upcoming, done = [
        await lined(staff, await drafted(staff, "general", {}, title), *line)
        for title, line in (
            ("지금 차례", (leaver, lead)),
            ("다음 차례", (lead, leaver)),
            ("이미 결재", (leaver, lead)),
        )
    ]
    waiting, upcoming, done = [await submitted(staff, each) for each in (waiting, upcoming, done)]
    await decided(leaver, done)

    left = await hr.do("POST", f"{V2}/employees/{leaver.id}/offboard", {})
    assert left["active"] is False

    async def turned_out() -> bool:
        return (await leaver.ask("GET", f"{V2}/boxes/waiting")).status_code in (401, 403)

    await until(turned_out)
    board = await hr.get(f"{V2}/reassignments", leaverId=leaver.id)
    assert {item["documentId"] for item in board["items"]} == {waiting["id"], upcoming["id"]}
    for nosy in (staff, lead):
        answer = await nosy.ask("GET", f"{V2}/reassignments", params={"leaverId": leaver.id})
        assert answer.status_code == 403

    async with head.listening() as heads_bell, staff.listening() as bell:
        over = {"leaverId": leaver.id, "successorId": head.id}
        handed = await hr.do("POST", f"{V2}/reassignments", over)
        assert all(item["applied"] for item in handed["items"])
        await heads_bell.about(waiting["requestId"], "[결재자 변경]")
        told = await bell.about(upcoming["requestId"], "[결재자 변경]")
        assert f"{leaver.full_name} → {head.full_name}" in told["message"]
        assert await heads_bell.silent(upcoming["requestId"])
        await decided(lead, upcoming)
        await heads_bell.about(upcoming["requestId"], "[결재 대기]")

    again = await hr.do("POST", f"{V2}/reassignments", over)
    assert again["items"] == []
    await decided(head, upcoming)
    await decided(head, waiting)
    await decided(lead, waiting)
    await decided(lead, done)
    for each in (waiting, upcoming, done):
        assert (await shown(staff, each))["state"] == "APPROVED"
    history = (await staff.get(f"{V2}/documents/{waiting['id']}/history"))["items"]
    (changed,) = (each for each in history if each["wasName"])
    assert (changed["wasName"], changed["nowName"]) == (leaver.full_name, head.full_name)
    kept = steps_of(await shown(staff, done))[0]
    assert (kept["approverId"], kept["approverName"]) == (leaver.id, leaver.full_name)

    late = await drafted(staff, "general", {}, "퇴사자를 고르면")
    steps = [{"role": "APPROVE", "approverId": leaver.id}]
    line = {"groups": [{"kind": "SERIAL", "steps": steps}]}
    path = f"{V2}/documents/{late['id']}/line"
    assert (await staff.refused("PUT", path, line, version=late["version"]))[0] == 422
