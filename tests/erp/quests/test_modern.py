"""The v2 routes: versions, keys, cursors, problems."""

from typing import Any

import pytest

from maru.chassis.audit import AuditLog
from maru.erp.quests.contract import Quests
from tests.erp.office import CHIEF, JUN, LEAD, MINA, TENANT, Office
from tests.erp.quests.steps import NEW, V2, accept, offer, progress_of, report, reported


async def decide(
    office: Office, id: int, action: str, version: int | None, by: int = LEAD, **body: Any
) -> Any:
    asked = {"employeeId": MINA, **body}
    return await office.call("PUT", f"{V2}/{id}/{action}", by, asked, version=version)


async def test_a_quest_carries_its_version_through_all_that_happens(office: Office) -> None:
    made = await office.call("POST", V2, LEAD, NEW)
    id = made.json()["id"]
    taken = await office.call("POST", f"{V2}/{id}/accept", MINA)
    done = await office.call("POST", f"{V2}/{id}/complete", MINA)
    approved = await decide(office, id, "approve", done.json()["version"])
    claimed = await office.call("POST", f"{V2}/{id}/claim", MINA)

    assert made.status_code == 201
    steps = [made, taken, done, approved, claimed]
    assert [step.headers["etag"] for step in steps] == ['"v1"', '"v2"', '"v3"', '"v4"', '"v5"']
    assert claimed.json()["newLeaveBalance"] == 16.5
    assert claimed.json()["progress"]["status"] == "CLAIMED"
    assert (await office.get(f"{V2}/{id}", MINA))["version"] == 5


async def test_what_others_do_meanwhile_does_not_spoil_a_decision(office: Office) -> None:
    id = await reported(office, MINA)
    seen = (await office.get(f"{V2}/{id}", LEAD))["version"]
    await accept(office, id, JUN)
    await report(office, id, JUN)

    assert (await decide(office, id, "approve", seen)).status_code == 200


async def test_a_decision_on_what_changed_since_is_refused(office: Office) -> None:
    id = await reported(office, MINA)
    first = await progress_of(office, id, MINA)
    await decide(office, id, "reject", first["version"], reason="예시가 빠졌습니다")
    await report(office, id)
    stale = await decide(office, id, "approve", first["version"])
    unseen = await decide(office, id, "approve", None)
    future = await decide(office, id, "approve", 99)

    assert (stale.status_code, stale.json()["code"]) == (412, "stale-version")
    assert (unseen.status_code, unseen.json()["code"]) == (428, "precondition-required")
    assert future.status_code == 412
    assert (await progress_of(office, id, MINA))["status"] == "WAITING_APPROVAL"


@pytest.mark.parametrize("office", ["sqlite", "mysql"], indirect=True)
async def test_the_second_decider_learns_who_was_first(office: Office) -> None:
    id = await reported(office)
    seen = (await progress_of(office, id, MINA))["version"]
    await decide(office, id, "approve", seen)
    second = await decide(office, id, "reject", seen, by=CHIEF, reason="늦었습니다")

    assert second.status_code == 409
    assert second.headers["content-type"] == "application/problem+json"
    told = {k: second.json()[k] for k in ("code", "decidedBy", "decidedAt", "kind")}
    assert told == {
        "code": "already-decided",
        "decidedBy": LEAD,
        "decidedAt": "2026-07-01T09:00:00+09:00",
        "kind": "APPROVED",
    }


async def test_a_rejection_says_why(office: Office) -> None:
    id = await reported(office)
    seen = (await progress_of(office, id, MINA))["version"]
    silent = await decide(office, id, "reject", seen, reason=" ")
    said = await decide(office, id, "reject", seen, reason="예시가 빠졌습니다")

    assert (silent.status_code, silent.json()["code"]) == (422, "reason-required")
    assert said.json()["reason"] == "예시가 빠졌습니다"
    [mine] = (await office.get(f"{V2}/my-quests", MINA))["items"]
    assert (mine["status"], mine["reason"]) == ("REJECTED", "예시가 빠졌습니다")


async def test_a_deletion_needs_the_version_as_it_is(office: Office) -> None:
    id = await offer(office)
    await accept(office, id)
    stale = await office.call("DELETE", f"{V2}/{id}", LEAD, version=1)
    deleted = await office.call("DELETE", f"{V2}/{id}", LEAD, version=2)

    assert (stale.status_code, deleted.status_code) == (412, 204)
    assert (await office.get(V2, LEAD))["items"] == []


async def test_a_command_needs_its_key_and_is_done_once_under_it(office: Office) -> None:
    bare = await office.http.post(V2, json=NEW, headers={"x-employee": str(LEAD)})
    first = await office.call("POST", V2, LEAD, NEW, key="offer")
    again = await office.call("POST", V2, LEAD, NEW, key="offer")
    other = await office.call("POST", V2, LEAD, {**NEW, "title": "다른 업무"}, key="offer")

    assert (bare.status_code, bare.json()["code"]) == (400, "idempotency-key-required")
    assert again.content == first.content
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-mismatch")
    assert len((await office.get(V2, LEAD))["items"]) == 1


async def test_an_unknown_field_is_refused(office: Office) -> None:
    refused = await office.call("POST", V2, LEAD, {**NEW, "createdBy": 1})

    assert refused.status_code == 422


@pytest.mark.parametrize("path", ["", "/available", "/my-created", "/my-quests"])
async def test_lists_page_without_gap_or_repeat(office: Office, path: str) -> None:
    made = [await offer(office) for _ in range(7)]
    by = LEAD
    if path == "/my-quests":
        made = [(await office.done("POST", f"{V2}/{id}/accept", LEAD))["id"] for id in made]
    seen: list[int] = []
    params: dict[str, Any] = {"limit": 3}
    while True:
        page = await office.get(V2 + path, by, **params)
        seen += [item["id"] for item in page["items"]]
        if page["nextCursor"] is None:
            break
        params["cursor"] = page["nextCursor"]

    assert seen == made[::-1]


async def test_a_page_has_at_most_a_hundred(office: Office) -> None:
    assert (await office.call("GET", f"{V2}?limit=101", LEAD)).status_code == 422


async def test_the_other_services_use_quests_by_the_same_rules(office: Office) -> None:
    quests = office.offered(Quests)
    quest = await quests.create(TENANT, LEAD, NEW["title"], "", 1.0, "DEVELOPMENT")
    await quests.accept(TENANT, MINA, quest.id)
    await quests.report(TENANT, MINA, quest.id)
    await quests.reject(TENANT, LEAD, quest.id, None, "다시")
    await quests.report(TENANT, MINA, quest.id)
    await quests.approve(TENANT, LEAD, quest.id, None)
    claimed = await quests.claim(TENANT, MINA, quest.id)

    assert (claimed.new_leave_balance, claimed.progress.status) == (16.0, "CLAIMED")


async def test_every_command_leaves_a_line_in_the_audit_log(office: Office) -> None:
    id = await reported(office)
    lines = await office.store.read(lambda tx: AuditLog(tx).of(f"quest:{id}"))

    assert [(line.action, line.actor) for line in lines] == [
        ("quest.created", LEAD),
        ("quest.accepted", MINA),
        ("quest.reported", MINA),
    ]
