"""Corrections: provisional until a head or HR decides, gone without a trace in the day when rejected."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from maru.chassis.audit import AuditLog
from maru.erp.attendance.contract import Attendance, Shift
from maru.erp.employees.contract import EmployeeMoved
from tests.erp.office import CHIEF, HR, JUN, LEAD, MINA, SALES_HEAD, SELLER, TENANT, Office

V2 = "/api/v2/erp/attendance"
DAY = "2026-06-30"
TIMES: dict[str, Any] = {"checkIn": "2026-06-30T09:00:00+09:00", "checkOut": "2026-06-30T18:00:00+09:00"}


async def forget(office: Office, by: int = MINA) -> None:
    """A check-in of 30 June at nine, and no check-out; it is now the next morning."""
    office.at("2026-06-30T09:00:00+09:00")
    await office.done("POST", f"{V2}/check-ins", by)
    office.at("2026-07-01T04:00:00+09:00")
    await office.parts.jobs[0].run()
    office.at("2026-07-01T09:00:00+09:00")


async def ask(office: Office, by: int = MINA, **more: Any) -> dict[str, Any]:
    asked: dict[str, Any] = await office.done("POST", f"{V2}/corrections", by, {"date": DAY, **more})
    return asked


async def decide(
    office: Office, asked: Mapping[str, Any], by: int, action: str, comment: str | None = None
) -> Any:
    return await office.call(
        "POST",
        f"{V2}/corrections/{asked['id']}/decisions",
        by,
        {"action": action, "comment": comment},
        version=asked["version"],
    )


async def cell(office: Office, day: str = DAY, by: int = MINA) -> dict[str, Any]:
    month = await office.get(f"{V2}/days", by, employeeId=MINA, month=day[:7])
    found: dict[str, Any] = next(item for item in month["items"] if item["date"] == day)
    return found


@pytest.mark.parametrize("office", ["sqlite", "mysql"], indirect=True)
async def test_forgotten_checkout_flow(office: Office) -> None:
    await forget(office)
    late = await office.call("POST", f"/api/attendance/check-out/{MINA}", MINA)
    missed = await cell(office)
    asked = await ask(office)
    shown = await cell(office)
    decided = await decide(office, asked, LEAD, "APPROVE")

    assert late.status_code == 409 and late.json()["missedDate"] == DAY
    assert (missed["state"], missed["suggestedCheckOut"]) == ("MISSED", "2026-06-30T09:00:00Z")
    assert (asked["reason"], asked["checkOut"]) == ("퇴근 기록 누락", "2026-06-30T09:00:00Z")
    assert (shown["provisional"], shown["workMinutes"], shown["correctionId"]) == (True, 540, asked["id"])
    assert decided.status_code == 200 and decided.json()["decidedBy"] == LEAD
    settled = await cell(office)
    assert (settled["state"], settled["provisional"], settled["workMinutes"]) == ("COMPLETED", False, 540)
    told = await office.events()
    assert [kind for kind, _ in told] == [
        "checked_in",
        "checkout.missed",
        "correction.requested",
        "corrected",
    ]
    assert told[1][1]["suggested"] == "2026-06-30T09:00:00Z"
    assert told[2][1]["deciders"] == [LEAD, CHIEF]
    assert told[3][1]["count"] == 1 and told[3][1]["lostMilestone"] is None


async def test_a_day_open_at_0400_is_told_once_however_often_the_job_runs(office: Office) -> None:
    office.at("2026-06-30T09:00:00+09:00")
    await office.done("POST", f"{V2}/check-ins", MINA)
    office.at("2026-07-01T03:59:59+09:00")
    early = await office.parts.jobs[0].run()
    office.at("2026-07-01T04:00:00+09:00")
    told = [await office.parts.jobs[0].run() for _ in range(3)]

    assert (early, told) == ("", ["1 closed", "", ""])
    assert len(await office.events("checkout.missed")) == 1


async def test_more_forgotten_days_than_one_unit_takes_are_all_closed(office: Office) -> None:
    morning = datetime(2026, 6, 30, tzinfo=UTC)
    office.moment = morning + timedelta(hours=1)
    shifts = [Shift(employee_id=id, check_in=morning) for id in range(100, 220)]
    await office.offered(Attendance).live_through(TENANT, shifts)
    office.at("2026-07-01T05:00:00+09:00")

    assert await office.parts.jobs[0].run() == "120 closed"


async def test_a_rejected_proposal_is_rolled_back(office: Office) -> None:
    await forget(office)
    before = await cell(office)
    asked = await ask(office, **TIMES, reason="회의가 길어졌습니다")
    silent = await decide(office, asked, LEAD, "REJECT")
    rejected = await decide(office, asked, LEAD, "REJECT", "출입 기록과 다릅니다")

    assert silent.status_code == 422 and silent.json()["code"] == "reason-required"
    assert rejected.json()["state"] == "REJECTED"
    assert await cell(office) == before
    assert [told["reason"] for _, told in await office.events("correction.rejected")] == [
        "출입 기록과 다릅니다"
    ]
    assert (await ask(office))["state"] == "PENDING"


async def test_a_recalled_proposal_is_rolled_back_and_nobody_decides_it(office: Office) -> None:
    await forget(office)
    before = await cell(office)
    asked = await ask(office)
    path = f"{V2}/corrections/{asked['id']}/recall"
    strange = await office.call("POST", path, JUN, version=1)
    recalled = await office.done("POST", path, MINA, version=1)
    late = await decide(office, recalled, LEAD, "APPROVE")

    assert strange.status_code == 404
    assert recalled["state"] == "RECALLED"
    assert await cell(office) == before
    assert late.status_code == 409 and late.json()["code"] == "invalid-state"


async def test_the_second_decider_learns_who_was_first(office: Office) -> None:
    await forget(office)
    asked = await ask(office)
    await decide(office, asked, LEAD, "APPROVE")
    second = await decide(office, asked, CHIEF, "REJECT", "늦었습니다")

    assert second.status_code == 409
    assert {k: second.json()[k] for k in ("code", "decidedBy", "decidedAt", "kind")} == {
        "code": "already-decided",
        "decidedBy": LEAD,
        "decidedAt": "2026-07-01T09:00:00+09:00",
        "kind": "APPROVED",
    }


@pytest.mark.parametrize("office", ["sqlite", "mysql"], indirect=True)
async def test_of_two_hundred_decisions_at_once_one_takes_effect(office: Office) -> None:
    asked = await ask(office, **TIMES, reason="출근을 찍지 못했습니다")
    decisions = [decide(office, asked, by, "APPROVE") for by in (LEAD, HR) for _ in range(100)]
    statuses = [answer.status_code for answer in await asyncio.gather(*decisions)]

    assert sorted(statuses) == [200] + [409] * 199
    assert await office.offered(Attendance).counts([MINA]) == {MINA: 1}


@pytest.mark.parametrize(
    ("by", "status"), [(JUN, 404), (SALES_HEAD, 404), (MINA, 403), (HR, 200), (CHIEF, 200)]
)
async def test_heads_above_the_person_and_hr_decide_and_nobody_else(
    office: Office, by: int, status: int
) -> None:
    await forget(office)
    asked = await ask(office)
    answer = await decide(office, asked, by, "APPROVE")

    assert answer.status_code == status
    if by == MINA:
        assert answer.json()["code"] == "self-approval"


async def test_a_decision_without_the_version_seen_is_refused(office: Office) -> None:
    await forget(office)
    asked = await ask(office)
    path = f"{V2}/corrections/{asked['id']}/decisions"
    unseen = await office.call("POST", path, LEAD, {"action": "APPROVE"})
    stale = await decide(office, {**asked, "version": 7}, LEAD, "APPROVE")

    assert (unseen.status_code, unseen.json()["code"]) == (428, "precondition-required")
    assert (stale.status_code, stale.json()["code"]) == (412, "stale-version")


async def test_a_day_waits_for_one_decision_at_a_time(office: Office) -> None:
    await forget(office)
    asked = await ask(office)
    second = await office.call("POST", f"{V2}/corrections", MINA, {"date": DAY})

    assert second.status_code == 409 and second.json()["code"] == "correction-pending"
    assert second.json()["correctionId"] == asked["id"]


@pytest.mark.parametrize("office", ["sqlite", "mysql"], indirect=True)
async def test_a_day_added_by_correction_counts_and_may_complete_the_thirty(office: Office) -> None:
    office.at("2026-07-01T09:00:00+09:00")
    days = [datetime(2026, 5, 1, tzinfo=UTC) + timedelta(days=n) for n in range(29)]
    past = [Shift(employee_id=MINA, check_in=day, check_out=day + timedelta(hours=9)) for day in days]
    await office.offered(Attendance).live_through(TENANT, past)
    asked = await ask(office, **TIMES, reason="출근을 찍지 못했습니다")
    provisional = await office.offered(Attendance).counts([MINA])
    await decide(office, asked, LEAD, "APPROVE")

    assert provisional == {MINA: 29}
    assert await office.offered(Attendance).counts([MINA]) == {MINA: 30}
    assert [told["milestone"] for _, told in await office.events("milestone")] == [30]

    gone = await ask(office, withdrawn=True, reason="그날은 휴가였습니다")
    assert (await cell(office))["state"] == "ABSENT"
    await decide(office, gone, LEAD, "APPROVE")
    assert await office.offered(Attendance).counts([MINA]) == {MINA: 29}
    assert [told["lostMilestone"] for _, told in await office.events("corrected")] == [None, 30]
    assert await office.offered(Attendance).check_in_of(TENANT, MINA, date(2026, 6, 30)) is None


@pytest.mark.parametrize(
    ("proposal", "code"),
    [
        ({"reason": ""}, "reason-required"),
        ({"reason": "사유"}, "invalid-correction"),
        ({"reason": "사유", "checkIn": "2026-06-30T09:00:00+09:00"}, "invalid-correction"),
        ({**TIMES, "reason": "사유", "checkIn": "2026-06-29T23:59:00+09:00"}, "invalid-correction"),
        ({**TIMES, "reason": "사유", "checkOut": "2026-06-30T09:00:00+09:00"}, "invalid-correction"),
        ({**TIMES, "reason": "사유", "checkOut": "2026-07-01T09:00:01+09:00"}, "invalid-correction"),
        ({**TIMES, "reason": "사유", "checkOut": "2026-07-01T08:30:00+09:00"}, "invalid-correction"),
        ({**TIMES, "reason": "사유", "checkOut": "2026-06-30T18:00:00"}, "invalid"),
        ({**TIMES, "reason": "사유", "employeeId": 2}, "invalid"),
    ],
)
async def test_a_proposal_that_cannot_be_is_refused(
    office: Office, proposal: dict[str, str], code: str
) -> None:
    office.at("2026-07-01T08:00:00+09:00")
    refused = await office.call("POST", f"{V2}/corrections", MINA, {"date": DAY, **proposal})

    assert (refused.status_code, refused.json()["code"]) == (422, code)


async def test_a_day_still_at_work_is_corrected_after_it(office: Office) -> None:
    office.at("2026-06-30T20:00:00+09:00")
    await office.done("POST", f"{V2}/check-ins", MINA)
    refused = await office.call("POST", f"{V2}/corrections", MINA, {"date": DAY, **TIMES, "reason": "사유"})

    assert (refused.status_code, refused.json()["code"]) == (409, "invalid-state")


@pytest.mark.parametrize("office", ["sqlite", "mysql"], indirect=True)
async def test_who_decides_sees_what_waits_for_them(office: Office) -> None:
    for person in (MINA, LEAD, SELLER):
        await forget(office, person)
    asked = {person: (await ask(office, person))["id"] for person in (MINA, LEAD, SELLER)}

    async def waiting(by: int) -> list[int]:
        page = await office.get(f"{V2}/corrections", by, deciding=True)
        return [item["id"] for item in page["items"]]

    assert await waiting(LEAD) == [asked[MINA]]
    assert await waiting(CHIEF) == await waiting(HR) == [asked[SELLER], asked[LEAD], asked[MINA]]
    assert await waiting(SALES_HEAD) == [asked[SELLER]]
    assert await waiting(MINA) == []


async def test_the_head_of_the_new_department_sees_what_a_moved_person_waits_for(office: Office) -> None:
    await forget(office)
    asked = await ask(office)
    office.company.places[MINA] = 3
    moved = EmployeeMoved(
        tenant=TENANT,
        at=office.moment,
        person=office.company.person(MINA),
        employee_version=2,
        was_department_id=2,
        was_title="사원",
    )
    await office.hear(moved)

    for by, expected in ((SALES_HEAD, [asked["id"]]), (LEAD, [])):
        page = await office.get(f"{V2}/corrections", by, deciding=True)
        assert [item["id"] for item in page["items"]] == expected
    assert (await decide(office, asked, LEAD, "APPROVE")).status_code == 404
    assert (await decide(office, asked, SALES_HEAD, "APPROVE")).status_code == 200


async def test_ones_own_corrections_page_without_gap_or_repeat(office: Office) -> None:
    office.at("2026-07-01T09:00:00+09:00")
    asked = []
    for day in range(1, 6):
        times = {key: f"2026-06-0{day}{value[10:]}" for key, value in TIMES.items()}
        body = {"date": f"2026-06-0{day}", **times, "reason": "사유"}
        asked.append((await office.done("POST", f"{V2}/corrections", MINA, body))["id"])
    first = await office.get(f"{V2}/corrections", MINA, limit=3)
    rest = await office.get(f"{V2}/corrections", MINA, limit=3, cursor=first["nextCursor"])

    assert [item["id"] for item in first["items"] + rest["items"]] == asked[::-1]
    assert rest["nextCursor"] is None


async def test_every_command_leaves_a_line_in_the_audit_log(office: Office) -> None:
    await forget(office)
    asked = await ask(office)
    await decide(office, asked, LEAD, "APPROVE")
    lines = await office.store.read(lambda tx: AuditLog(tx).of(f"attendance:{MINA}"))

    assert [(line.action, line.actor) for line in lines] == [
        ("attendance.checked-in", MINA),
        ("attendance.check-out.missed", None),
        ("attendance.correction.requested", MINA),
        ("attendance.correction.approve", LEAD),
    ]
