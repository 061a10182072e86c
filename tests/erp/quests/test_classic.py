"""The older routes: their words, their statuses, and the defects that must not come back."""

import pytest

from tests.erp.office import HR, JUN, LEAD, MINA, Office
from tests.erp.quests.steps import NEW, accept, approve, offer, report, reported


@pytest.mark.parametrize("prefix", ["", "/api"])
async def test_a_quest_goes_from_the_offer_to_the_reward(office: Office, prefix: str) -> None:
    made = await office.done("POST", f"{prefix}/quests", LEAD, {**NEW, "createdBy": LEAD})
    path = f"{prefix}/quests/{made['id']}"
    free = await office.get(f"{prefix}/quests/available", MINA, employeeId=MINA)
    accepted = await office.done("POST", f"{path}/accept", MINA, {"employeeId": MINA})
    done = await office.done("POST", f"{path}/complete", MINA)
    created = await office.get(f"{prefix}/quests/my-created", LEAD, managerId=LEAD)
    approved = await office.done("PUT", f"{path}/approve", LEAD, {"managerId": LEAD, "employeeId": MINA})
    claimed = await office.done("POST", f"{path}/claim", MINA)
    mine = await office.get(f"{prefix}/quests/my-quests", MINA, employeeId=MINA)

    assert made == {"id": 1, "message": "업무 생성 완료"}
    shown = {"id": 1, "title": NEW["title"], "description": NEW["description"]}
    assert free == [{**shown, "rewardDays": 1.5, "status": "AVAILABLE"}]
    assert accepted == {"message": "업무 수락 완료"}
    assert done == {"message": "완료 보고됨, 승인 대기 중"}
    assert created == [
        {
            "id": 1,
            "title": NEW["title"],
            "acceptedBy": "미나",
            "status": "WAITING_APPROVAL",
            "rewardDays": 1.5,
        }
    ]
    assert approved == {"message": "승인 완료, 사원이 보상 받을 수 있습니다"}
    assert claimed == {"newLeaveBalance": 16.5, "message": "보상 받기 완료"}
    assert mine == [{"id": 1, "questId": 1, "title": NEW["title"], "rewardDays": 1.5, "status": "CLAIMED"}]
    told = await office.events()
    assert [kind for kind, _ in told] == ["created", "accepted", "reported", "approved", "claimed"]
    assert [fact["questVersion"] for _, fact in told] == [1, 2, 3, 4, 5]
    assert (told[-1][1]["employeeId"], told[-1][1]["rewardDays"]) == (MINA, 1.5)


async def test_the_list_has_every_field_and_nothing_deleted(office: Office) -> None:
    id, gone = await offer(office), await offer(office)
    await accept(office, id)
    assert await office.done("DELETE", f"/api/quests/{gone}", LEAD) == {"message": "업무 삭제됨"}

    assert await office.get("/api/quests", LEAD) == [
        {
            "id": id,
            **NEW,
            "createdBy": LEAD,
            "createdByName": "지우",
            "status": "AVAILABLE",
            "progressList": [{"id": 1, "employeeId": MINA, "employeeName": "미나", "status": "IN_PROGRESS"}],
        }
    ]


@pytest.mark.parametrize("office", ["sqlite", "mysql"], indirect=True)
async def test_classic_D17_a_second_acceptance_is_refused_and_breaks_nothing(office: Office) -> None:
    id = await offer(office)
    path = f"/api/quests/{id}/accept"
    statuses = await office.all_at_once(50, "POST", path, MINA, {"employeeId": MINA})
    refused = await office.call("POST", path, MINA, {"employeeId": MINA})

    assert sorted(statuses) == [200] + [409] * 49
    assert refused.json()["code"] == "already-accepted"
    await report(office, id)
    await approve(office, id)
    assert (await office.done("POST", f"/api/quests/{id}/claim", MINA))["newLeaveBalance"] == 16.5


async def test_a_rewarded_quest_is_not_taken_on_again(office: Office) -> None:
    id = await reported(office)
    await approve(office, id)
    await office.done("POST", f"/api/quests/{id}/claim", MINA)

    assert (await office.call("POST", f"/api/quests/{id}/accept", MINA)).status_code == 409
    assert await office.get("/api/quests/available", MINA) == []


@pytest.mark.parametrize("office", ["sqlite", "mysql"], indirect=True)
async def test_classic_D18_two_hundred_claims_at_once_are_one_reward(office: Office) -> None:
    id = await reported(office)
    await approve(office, id)
    statuses = await office.all_at_once(200, "POST", f"/api/quests/{id}/claim", MINA)
    refused = await office.call("POST", f"/api/quests/{id}/claim", MINA)

    assert sorted(statuses) == [200] + [409] * 199
    assert len(await office.events("claimed")) == 1
    assert refused.json()["error"] == "이미 보상을 받은 업무입니다."


async def test_a_repeated_key_gets_the_first_answer_of_the_claim_again(office: Office) -> None:
    id = await reported(office)
    await approve(office, id)
    first = await office.call("POST", f"/api/quests/{id}/claim", MINA, key="tab")
    again = await office.call("POST", f"/api/quests/{id}/claim", MINA, key="tab")

    assert first.json() == {"newLeaveBalance": 16.5, "message": "보상 받기 완료"}
    assert (again.status_code, again.content) == (200, first.content)
    assert again.headers["idempotent-replayed"] == "true"


async def test_classic_D19_the_person_named_is_decided_on(office: Office) -> None:
    id = await reported(office, MINA, JUN)
    unnamed = await office.call("PUT", f"/api/quests/{id}/approve", LEAD, {"managerId": LEAD})
    await approve(office, id, JUN)
    rejected = {"managerId": LEAD, "employeeId": MINA, "reason": "예시가 빠졌습니다"}

    assert unnamed.status_code == 400 and unnamed.json()["code"] == "person-needed"
    assert await office.done("PUT", f"/api/quests/{id}/reject", LEAD, rejected) == {"message": "반려됨"}
    [quest] = await office.get("/api/quests", LEAD)
    assert {each["employeeId"]: each["status"] for each in quest["progressList"]} == {
        MINA: "REJECTED",
        JUN: "APPROVED",
    }
    [(_, told)] = await office.events("rejected")
    assert (told["employeeId"], told["reason"]) == (MINA, "예시가 빠졌습니다")


async def test_the_only_one_who_waits_needs_no_name(office: Office) -> None:
    id = await reported(office, MINA)
    await accept(office, id, JUN)
    await office.done("PUT", f"/api/quests/{id}/approve", LEAD)

    assert [told["employeeId"] for _, told in await office.events("approved")] == [MINA]


async def test_where_nobody_waits_there_is_nothing_to_decide(office: Office) -> None:
    id = await offer(office)
    await accept(office, id)
    unnamed = await office.call("PUT", f"/api/quests/{id}/approve", LEAD, {"managerId": LEAD})
    stranger = await office.call("PUT", f"/api/quests/{id}/approve", LEAD, {"employeeId": JUN})
    too_early = await office.call("PUT", f"/api/quests/{id}/approve", LEAD, {"employeeId": MINA})

    assert (unnamed.status_code, unnamed.json()["error"]) == (400, "승인 대기 중인 업무가 없습니다")
    assert (stranger.status_code, stranger.json()["error"]) == (400, "승인 대기 중인 업무가 없습니다")
    assert (too_early.status_code, too_early.json()["code"]) == (409, "invalid-state")


async def test_classic_D20_a_quest_without_a_description_has_an_empty_one(office: Office) -> None:
    for given in ({"description": None}, {}):
        body = {key: value for key, value in NEW.items() if key != "description"}
        answer = await office.call("POST", "/api/quests", LEAD, {**body, **given})
        assert answer.status_code == 200

    assert {quest["description"] for quest in await office.get("/api/quests", LEAD)} == {""}


async def test_classic_D21_the_caller_is_the_creator(office: Office) -> None:
    id = await offer(office)
    somebody_else = await office.call("POST", "/api/quests", LEAD, {**NEW, "createdBy": 1})

    assert somebody_else.status_code == 403
    [quest] = await office.get("/api/quests", MINA)
    assert (quest["id"], quest["createdBy"], quest["createdByName"]) == (id, LEAD, "지우")


@pytest.mark.parametrize("office", ["sqlite", "mysql"], indirect=True)
async def test_classic_D26_people_see_their_own_progress_and_heads_everybodys(office: Office) -> None:
    await reported(office, MINA, JUN)

    async def seen(by: int) -> list[int]:
        [quest] = await office.get("/api/quests", by)
        return [each["employeeId"] for each in quest["progressList"]]

    assert await seen(MINA) == [MINA]
    assert await seen(JUN) == [JUN]
    assert await seen(LEAD) == [MINA, JUN]
    assert await office.get("/api/quests", HR) == []


async def test_a_reward_before_the_approval_is_a_400(office: Office) -> None:
    id = await offer(office)
    unaccepted = await office.call("POST", f"/api/quests/{id}/claim", MINA)
    await accept(office, id)
    running = await office.call("POST", f"/api/quests/{id}/claim", MINA)
    await report(office, id)
    waiting = await office.call("POST", f"/api/quests/{id}/claim", MINA)

    for refused in (unaccepted, running, waiting):
        assert (refused.status_code, refused.json()["error"]) == (400, "아직 승인되지 않았습니다")


async def test_a_rejected_report_is_made_again(office: Office) -> None:
    id = await reported(office)
    await office.done("PUT", f"/api/quests/{id}/reject", LEAD, {"employeeId": MINA})
    await report(office, id)
    await approve(office, id)

    kinds = [kind for kind, _ in await office.events()]
    assert kinds == ["created", "accepted", "reported", "rejected", "reported", "approved"]


@pytest.mark.parametrize("office", ["sqlite", "mysql"], indirect=True)
async def test_who_already_takes_part_finishes_a_deleted_quest(office: Office) -> None:
    id = await reported(office)
    await accept(office, id, JUN)
    await office.done("DELETE", f"/api/quests/{id}", LEAD)
    late = await office.call("POST", f"/api/quests/{id}/accept", LEAD)
    again = await office.call("DELETE", f"/api/quests/{id}", LEAD)

    assert [each["status"] for each in await office.get("/api/quests/my-created", LEAD)] == [
        "WAITING_APPROVAL"
    ]
    await approve(office, id)
    assert (await office.done("POST", f"/api/quests/{id}/claim", MINA))["newLeaveBalance"] == 16.5
    assert (await report(office, id, JUN))["message"] == "완료 보고됨, 승인 대기 중"
    assert (late.status_code, again.status_code) == (409, 409)


@pytest.mark.parametrize(
    "flaw",
    [
        {"title": "  "},
        {"title": None},
        {"title": "가" * 201},
        {"rewardDays": 0},
        {"rewardDays": 5.5},
        {"rewardDays": 1.25},
        {"rewardDays": None},
        {"rewardDays": "많이"},
    ],
)
async def test_a_quest_that_cannot_be_offered_is_a_400(office: Office, flaw: dict[str, object]) -> None:
    refused = await office.call("POST", "/api/quests", LEAD, {**NEW, **flaw})

    assert refused.status_code == 400
    assert refused.json()["error"] == refused.json()["message"] != ""


async def test_while_leave_is_away_nothing_is_claimed_and_the_claim_may_be_repeated(office: Office) -> None:
    id = await reported(office)
    await approve(office, id)
    office.balances.away = True
    refused = await office.call("POST", f"/api/quests/{id}/claim", MINA)
    office.balances.away = False

    assert refused.status_code == 503 and "retry-after" in refused.headers
    assert (await office.done("POST", f"/api/quests/{id}/claim", MINA))["newLeaveBalance"] == 16.5
