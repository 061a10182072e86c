"""Asking for leave over the modern routes: what is reserved, previewed, refused, and answered twice."""

import pytest

from maru.chassis.problems import DeadlineExceeded, Unavailable
from maru.erp.approvals.contract import NoApprover
from tests.erp.leave.house import V2, House
from tests.erp.office import HR, JUN, LEAD, MINA, SALES_HEAD

REQUESTS = f"{V2}/leave/requests"
FRIDAY = "2026-11-06"


async def test_a_request_reserves_and_submits_a_document_in_one_command(house: House) -> None:
    await house.employ(MINA)
    answer = await house.office.call(
        "POST", REQUESTS, MINA, {"startDate": "2026-12-24", "endDate": "2026-12-28", "reason": "가족 여행"}
    )
    asked = answer.json()
    paper = house.papers.papers[asked["documentId"]]

    assert answer.status_code == 201 and asked["state"] == "RESERVED" and asked["days"] == 2.0
    assert answer.headers["etag"] == f'"v{asked["version"]}"'
    assert [day["date"] for day in asked["counted"]] == ["2026-12-24", "2026-12-28"]
    assert (paper.form_id, paper.drafter, paper.approvers) == ("leave", MINA, ())
    assert paper.title == "연차 신청 12월 24일~12월 28일 (2일)"
    assert paper.fields == {
        "startDate": "2026-12-24",
        "endDate": "2026-12-28",
        "unit": "DAY",
        "reason": "가족 여행",
        "leaveDays": 2.0,
    }


async def test_pending_is_reserved(house: House) -> None:
    await house.employ(MINA)
    await house.ask(MINA, "2026-11-09", "2026-11-27")
    refused = await house.office.call("POST", REQUESTS, MINA, {"startDate": FRIDAY, "endDate": FRIDAY})

    assert (refused.status_code, refused.json()["code"]) == (409, "insufficient-balance")
    assert refused.json()["detail"] == "잔여 연차가 1일 부족합니다. 날짜를 줄이거나 반차로 바꿔 주세요."
    assert await house.remaining(MINA) == 0
    assert len(house.papers.papers) == 1


async def test_full_plus_half_same_day_refused(house: House) -> None:
    await house.employ(MINA)
    await house.ask(MINA, FRIDAY, unit="HALF_AM")
    await house.ask(MINA, FRIDAY, unit="HALF_PM")
    body = {"startDate": "2026-11-05", "endDate": FRIDAY}
    refused = await house.office.call("POST", REQUESTS, MINA, body)

    assert (refused.status_code, refused.json()["code"]) == (409, "overlapping-leave")
    assert refused.json()["date"] == FRIDAY
    assert await house.remaining(MINA) == 14


async def test_the_same_key_is_answered_again_and_another_body_under_it_is_refused(house: House) -> None:
    await house.employ(MINA)
    body = {"startDate": FRIDAY, "endDate": FRIDAY, "reason": "여행"}
    first = await house.office.call("POST", REQUESTS, MINA, body, key="k")
    again = await house.office.call("POST", REQUESTS, MINA, body, key="k")
    other = await house.office.call("POST", REQUESTS, MINA, {**body, "reason": "병원"}, key="k")

    assert again.content == first.content and again.headers["idempotent-replayed"] == "true"
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-mismatch")
    assert await house.remaining(MINA) == 14


async def test_a_request_that_broke_off_after_its_document_is_finished_by_the_same_key(house: House) -> None:
    await house.employ(MINA)
    body = {"startDate": FRIDAY, "endDate": FRIDAY}
    house.papers.loses_the_answer = DeadlineExceeded("처리 시간이 초과되었습니다.")
    lost = await house.office.call("POST", REQUESTS, MINA, body, key="k")
    house.papers.loses_the_answer = None
    found = await house.office.call("POST", REQUESTS, MINA, body, key="k")

    assert (lost.status_code, found.status_code) == (504, 201)
    assert found.json()["state"] == "RESERVED"
    assert len(house.papers.papers) == 1
    assert await house.remaining(MINA) == 14


async def test_a_document_that_cannot_be_submitted_leaves_nothing_reserved(house: House) -> None:
    await house.employ(MINA)
    house.papers.refuses = NoApprover("결재할 사람이 없습니다.")
    body = {"startDate": FRIDAY, "endDate": FRIDAY}
    refused = await house.office.call("POST", REQUESTS, MINA, body, key="k")

    assert (refused.status_code, refused.json()["code"]) == (422, "no-approver")
    assert await house.remaining(MINA) == 15
    assert await house.office.get(f"{V2}/leave/balances", MINA)

    house.papers.refuses = None
    assert (await house.office.call("POST", REQUESTS, MINA, body, key="k")).status_code == 201
    assert await house.remaining(MINA) == 14


async def test_a_hold_that_nobody_confirms_lapses_after_ten_minutes_and_not_before(house: House) -> None:
    await house.employ(MINA)
    house.papers.refuses = Unavailable("결재를 지금 이용할 수 없습니다.")
    body = {"startDate": FRIDAY, "endDate": FRIDAY}
    assert (await house.office.call("POST", REQUESTS, MINA, body)).status_code == 503
    house.office.at("2026-11-02T09:09+09:00")
    await house.run("erp.leave.holds")
    assert await house.remaining(MINA) == 14

    house.office.at("2026-11-02T09:11+09:00")
    with pytest.raises(Exception, match="1 holds stay until approvals answer"):
        await house.run("erp.leave.holds")
    assert await house.remaining(MINA) == 14, "approvals may have it; it is asked first"

    house.papers.refuses = None
    assert await house.run("erp.leave.holds") == "1 holds"
    assert await house.remaining(MINA) == 15
    assert (await house.lines(MINA))[-1] == ("RELEASE", 1.0)
    assert await house.broken() == []


async def test_a_late_hold_whose_document_is_under_way_is_confirmed_instead(house: House) -> None:
    await house.employ(MINA)
    house.papers.loses_the_answer = DeadlineExceeded("처리 시간이 초과되었습니다.")
    await house.office.call("POST", REQUESTS, MINA, {"startDate": FRIDAY, "endDate": FRIDAY})
    house.office.at("2026-11-02T09:11+09:00")
    await house.run("erp.leave.holds")

    (listed,) = (await house.office.get(REQUESTS, MINA))["items"]
    assert listed["state"] == "RESERVED"
    assert await house.remaining(MINA) == 14


async def test_a_preview_counts_the_days_with_their_reasons_and_writes_nothing(house: House) -> None:
    await house.employ(MINA)
    before = len(await house.office.events())
    body = {"startDate": "2026-12-24", "endDate": "2026-12-28"}
    answer = await house.office.http.post(f"{V2}/leave/preview", headers={"x-employee": "1"}, json=body)
    shown = answer.json()

    assert answer.status_code == 200
    assert [(day["date"][-2:], day["reason"]) for day in shown["days"]] == [
        ("24", None),
        ("25", "성탄절"),
        ("26", "토요일"),
        ("27", "일요일"),
        ("28", None),
    ]
    assert (shown["countedDays"], shown["before"], shown["after"]) == (2.0, 15.0, 13.0)
    assert len(await house.office.events()) == before


async def test_a_preview_says_everything_that_blocks(house: House) -> None:
    await house.employ(MINA)
    await house.ask(MINA, FRIDAY)
    body = {"startDate": FRIDAY, "endDate": "2026-11-30"}
    shown = await house.office.done("POST", f"{V2}/leave/preview", MINA, body)

    assert [problem["code"] for problem in shown["problems"]] == ["overlapping-leave", "insufficient-balance"]


async def test_the_ledger_explains_itself_page_by_page_newest_first(house: House) -> None:
    await house.employ(MINA)
    await house.ask(MINA, FRIDAY)
    seen, cursor = [], None
    while True:
        params = {"limit": 7, **({"cursor": cursor} if cursor else {})}
        page = await house.office.get(f"{V2}/leave/ledger", MINA, **params)
        seen += page["items"]
        if (cursor := page["nextCursor"]) is None:
            break

    ids = [line["id"] for line in seen]
    assert ids == sorted(set(ids), reverse=True) and len(ids) == 26  # 13 grants, 12 expiries, one reservation
    assert all(line["explanation"] and line["article"] and line["ruleVersion"] for line in seen)
    assert seen[0]["explanation"] == "2026. 11. 6. 휴가 1일을 신청하여 예약하였습니다."


async def test_the_team_calendar_keeps_reasons_from_peers(house: House) -> None:
    for person in (MINA, JUN):
        await house.employ(person)
    await house.ask(MINA, FRIDAY)
    span = {"from": "2026-11-05", "to": FRIDAY}

    async def reasons(by: int, **more: str) -> list[str | None]:
        days = (await house.office.get(f"{V2}/leave/calendar", by, **span, **more))["days"]
        return [absence["reason"] for day in days for absence in day["absences"]]

    assert await reasons(JUN) == [None]
    assert await reasons(MINA) == ["여행"]
    assert await reasons(LEAD) == ["여행"]
    assert await reasons(HR, department="DEVELOPMENT") == ["여행"]
    params = {**span, "department": "DEVELOPMENT"}
    refused = await house.office.call("GET", f"{V2}/leave/calendar", SALES_HEAD, params=params)
    assert refused.status_code == 403


async def test_a_head_sees_the_balances_of_the_team_and_nobody_else_does(house: House) -> None:
    for person in (MINA, JUN):
        await house.employ(person)
    await house.ask(MINA, FRIDAY)
    page = await house.office.get(f"{V2}/leave/balances/team", LEAD, limit=2)

    assert [(row["name"], row["balance"]["remaining"]) for row in page["items"]] == [
        ("미나", 14.0),
        ("준", 15.0),
    ]
    rest = await house.office.get(f"{V2}/leave/balances/team", LEAD, limit=2, cursor=page["nextCursor"])
    assert [row["employeeId"] for row in rest["items"]] == [LEAD]
    assert (await house.office.call("GET", f"{V2}/leave/balances/team", JUN)).status_code == 403


async def test_hr_gives_days_by_hand_and_sees_every_grant(house: House) -> None:
    await house.employ(MINA)
    body = {"employeeId": MINA, "bucket": "COMPENSATORY", "days": 1.5, "reason": "휴일 근무"}
    given = await house.office.done("POST", f"{V2}/leave/grants", HR, body)
    wrong = await house.office.call("POST", f"{V2}/leave/grants", HR, {**body, "days": 0.3})

    assert (given["days"], given["live"], given["grant"]["lastDay"]) == (1.5, True, "2027-11-01")
    assert wrong.status_code == 422
    first = await house.office.get(f"{V2}/leave/grants", HR, employeeId=MINA, limit=10)
    rest = await house.office.get(
        f"{V2}/leave/grants", HR, employeeId=MINA, limit=10, cursor=first["nextCursor"]
    )
    ids = [view["grant"]["id"] for view in first["items"] + rest["items"]]
    assert len(ids) == len(set(ids)) == 14 and rest["nextCursor"] is None
    assert await house.remaining(MINA) == 16.5
    own = await house.office.call("POST", f"{V2}/leave/grants", HR, {**body, "employeeId": HR})
    assert own.status_code == 403


async def test_simulating_needs_no_key_and_writes_nothing(house: House) -> None:
    body = {"hireDate": "2025-01-31", "asOf": "2025-05-01"}
    answer = await house.office.http.post(f"{V2}/leave/simulate", headers={"x-employee": "1"}, json=body)

    assert answer.status_code == 200 and answer.json()["live"] == 3.0
    assert await house.office.events() == []
