"""Who may do what with a quest: the cells of the access matrix, deny by default."""

from typing import Any

import pytest

from tests.erp.office import ADMIN, CHIEF, ELSEWHERE, HR, JUN, LEAD, MINA, SALES_HEAD, SELLER, Office
from tests.erp.quests.steps import NEW, V2, accept, approve, offer, progress_of, report, reported

EVERYBODY = [MINA, JUN, LEAD, CHIEF, HR, SELLER, SALES_HEAD, ADMIN, ELSEWHERE]


async def test_nobody_unknown_gets_in(office: Office) -> None:
    await offer(office)
    for method, path in (
        ("GET", "/api/quests"),
        ("GET", "/quests/available"),
        ("GET", "/quests/my-quests"),
        ("GET", "/quests/my-created"),
        ("POST", "/quests"),
        ("POST", "/quests/1/accept"),
        ("POST", "/quests/1/complete"),
        ("POST", "/quests/1/claim"),
        ("PUT", "/quests/1/approve"),
        ("PUT", "/quests/1/reject"),
        ("DELETE", "/quests/1"),
        ("GET", V2),
        ("POST", V2),
    ):
        assert (await office.call(method, path)).status_code == 401, path


@pytest.mark.parametrize("by", EVERYBODY)
async def test_heads_offer_quests_to_their_departments(office: Office, by: int) -> None:
    answer = await office.call("POST", "/api/quests", by, NEW)

    assert answer.status_code == (200 if by in (LEAD, CHIEF) else 403)


@pytest.mark.parametrize("department", ["SALES", "NOWHERE", None])
async def test_a_head_offers_nothing_to_another_department(office: Office, department: str | None) -> None:
    refused = await office.call("POST", "/api/quests", LEAD, {**NEW, "department": department})

    assert refused.status_code == 403


async def test_the_title_has_no_power(office: Office) -> None:
    assert office.company.person(MINA).title == "부장"

    assert (await office.call("POST", "/api/quests", MINA, NEW)).status_code == 403
    assert (await office.call("GET", "/api/quests/my-created", MINA)).status_code == 403


@pytest.mark.parametrize("by", EVERYBODY)
async def test_a_quest_is_listed_in_its_department_and_to_the_heads_above(office: Office, by: int) -> None:
    id = await offer(office)
    answer = await office.call("GET", "/api/quests", by)
    expected = [id] if by in (MINA, JUN, LEAD, CHIEF) else []

    assert [quest["id"] for quest in answer.json()] == expected
    assert (await office.call("GET", f"{V2}/{id}", by)).status_code == (200 if expected else 404)


@pytest.mark.parametrize("by", EVERYBODY)
async def test_people_of_the_department_accept(office: Office, by: int) -> None:
    id = await offer(office)
    answer = await office.call("POST", f"/api/quests/{id}/accept", by, {"employeeId": by})
    expected = 404 if by == ELSEWHERE else 200 if by in (MINA, JUN, LEAD) else 403

    assert answer.status_code == expected


@pytest.mark.parametrize("action", ["accept", "complete", "claim"])
async def test_nobody_acts_for_another(office: Office, action: str) -> None:
    id = await offer(office)
    refused = await office.call("POST", f"/api/quests/{id}/{action}", JUN, {"employeeId": MINA})

    assert (refused.status_code, refused.json()["error"]) == (403, "권한이 없습니다")


@pytest.mark.parametrize(
    "path", ["available?employeeId=1", "my-quests?employeeId=1", "my-created?managerId=1"]
)
@pytest.mark.parametrize("by", [JUN, LEAD, HR])
async def test_nobody_reads_the_lists_of_another(office: Office, path: str, by: int) -> None:
    assert (await office.call("GET", f"/api/quests/{path}", by)).status_code == 403


@pytest.mark.parametrize("action", ["approve", "reject"])
@pytest.mark.parametrize("by", EVERYBODY)
async def test_heads_of_the_department_decide(office: Office, by: int, action: str) -> None:
    id = await reported(office)
    body = {"employeeId": MINA, "reason": "사유"}
    answer = await office.call("PUT", f"/api/quests/{id}/{action}", by, body)
    expected = 404 if by == ELSEWHERE else 200 if by in (LEAD, CHIEF) else 403

    assert answer.status_code == expected


@pytest.mark.parametrize("body", [{}, {"employeeId": LEAD}])
@pytest.mark.parametrize("action", ["approve", "reject"])
async def test_no_head_decides_for_oneself(office: Office, action: str, body: dict[str, Any]) -> None:
    id = await reported(office, LEAD)
    refused = await office.call("PUT", f"/api/quests/{id}/{action}", LEAD, body)

    assert (refused.status_code, refused.json()["code"]) == (403, "self-approval")
    await approve(office, id, LEAD, by=CHIEF)


async def test_a_manager_named_in_the_body_must_be_the_caller(office: Office) -> None:
    id = await reported(office)
    for action in ("approve", "reject"):
        refused = await office.call("PUT", f"/api/quests/{id}/{action}", LEAD, {"managerId": CHIEF})
        assert refused.status_code == 403


@pytest.mark.parametrize("by", EVERYBODY)
async def test_the_head_who_made_it_and_hr_delete(office: Office, by: int) -> None:
    id = await offer(office)
    answer = await office.call("DELETE", f"/api/quests/{id}", by)
    expected = 404 if by == ELSEWHERE else 200 if by in (LEAD, HR) else 403

    assert answer.status_code == expected


async def test_whoever_moved_away_finishes_what_was_begun_and_begins_nothing_there(office: Office) -> None:
    id, other = await offer(office), await offer(office)
    await accept(office, id)
    office.company.places[MINA] = 3
    refused = await office.call("POST", f"/api/quests/{other}/accept", MINA)
    await report(office, id)

    assert refused.status_code == 403
    assert (await progress_of(office, id, MINA))["status"] == "WAITING_APPROVAL"
    assert [quest["questId"] for quest in await office.get("/api/quests/my-quests", MINA)] == [id]


@pytest.mark.parametrize("action", ["accept", "complete", "claim"])
async def test_what_does_not_exist_is_not_found(office: Office, action: str) -> None:
    refused = await office.call("POST", f"/api/quests/77/{action}", MINA)

    assert (refused.status_code, refused.json()["error"]) == (404, "Quest not found: 77")


async def test_classic_D22_an_unreachable_directory_is_a_503_to_try_again(office: Office) -> None:
    id = await reported(office)
    office.company.away = True
    refused = await office.call("PUT", f"/api/quests/{id}/approve", LEAD, {"employeeId": MINA})
    office.company.away = False

    assert refused.status_code == 503 and "retry-after" in refused.headers
    await approve(office, id)
