"""Checking in and out: once a day, by the day of Seoul, and what thirty days bring."""

from datetime import UTC, date, datetime, timedelta

import pytest

from maru.erp.attendance.contract import Attendance, Shift
from tests.erp.office import JUN, MINA, TENANT, Office

V2 = "/api/v2/erp/attendance"


async def live(office: Office, days: int, by: int = MINA, until: date = date(2026, 6, 30)) -> None:
    """That many working days of the past, the last one on `until`."""
    first = datetime(until.year, until.month, until.day, tzinfo=UTC) - timedelta(days=days - 1)
    shifts = [
        Shift(employee_id=by, check_in=day, check_out=day + timedelta(hours=9))
        for day in (first + timedelta(days=n) for n in range(days))
    ]
    assert await office.offered(Attendance).live_through(TENANT, shifts) == days


async def test_a_day_is_checked_in_and_out_of_with_the_hours_between(office: Office) -> None:
    office.at("2026-07-01T09:00:00+09:00")
    first = await office.done("POST", f"/api/attendance/check-in/{MINA}", MINA)
    office.at("2026-07-01T18:30:00+09:00")
    left = await office.done("POST", f"/attendance/check-out/{MINA}", MINA)

    assert first == {
        "attendanceCount": 1,
        "questProgress": 3,
        "rewardEarned": False,
        "currentLeaveBalance": 15.0,
    }
    assert left == {
        "id": 1,
        "employeeId": MINA,
        "checkInTime": "2026-07-01T09:00:00",
        "checkOutTime": "2026-07-01T18:30:00",
        "workHours": 9.5,
        "status": "COMPLETED",
        "createdAt": "2026-07-01T09:00:00",
    }
    assert [kind for kind, _ in await office.events()] == ["checked_in", "checked_out"]


async def test_classic_D2_thirty_posts_on_one_day_are_one_day(office: Office) -> None:
    statuses = [
        (await office.call("POST", f"/api/attendance/check-in/{MINA}", MINA)).status_code for _ in range(30)
    ]
    refused = await office.call("POST", f"/api/attendance/check-in/{MINA}", MINA)

    assert statuses == [200] + [409] * 29
    assert refused.json()["error"] == refused.json()["message"] == "오늘은 이미 출근했습니다"
    assert refused.json()["code"] == "already-checked-in"
    assert await office.offered(Attendance).counts([MINA, JUN]) == {MINA: 1, JUN: 0}
    assert len(await office.events("milestone")) == 0


@pytest.mark.parametrize("office", ["sqlite", "mysql"], indirect=True)
async def test_of_two_hundred_check_ins_at_once_one_counts(office: Office) -> None:
    await live(office, 29)
    statuses = await office.all_at_once(200, "POST", f"{V2}/check-ins", MINA)

    assert sorted(statuses) == [201] + [409] * 199
    assert await office.offered(Attendance).counts([MINA]) == {MINA: 30}
    assert len(await office.events("milestone")) == 1


async def test_a_repeated_key_gets_the_first_answer_again(office: Office) -> None:
    first = await office.call("POST", f"{V2}/check-ins", MINA, key="morning")
    again = await office.call("POST", f"{V2}/check-ins", MINA, key="morning")

    assert again.headers["idempotent-replayed"] == "true"
    assert again.content == first.content and again.headers["etag"] == '"v1"'


async def test_kst_day_boundary(office: Office) -> None:
    office.at("2026-06-30T23:59:59.999999+09:00")
    await office.done("POST", f"{V2}/check-ins", MINA)
    office.at("2026-07-01T00:00:00+09:00")
    second = await office.done("POST", f"{V2}/check-ins", MINA)
    office.at("2026-07-01T23:59:59+09:00")
    third = await office.call("POST", f"{V2}/check-ins", MINA)

    assert second["day"]["workDate"] == "2026-07-01" and second["progress"]["attendanceCount"] == 2
    assert third.status_code == 409 and third.json()["workDate"] == "2026-07-01"
    assert third.headers["content-type"] == "application/problem+json"


async def test_checkout_after_midnight_same_shift(office: Office) -> None:
    office.at("2026-07-01T18:00:00+09:00")
    await office.done("POST", f"{V2}/check-ins", MINA)
    office.at("2026-07-02T03:59:59+09:00")
    left = await office.done("POST", f"{V2}/check-outs", MINA)

    assert (left["workDate"], left["state"]) == ("2026-07-01", "COMPLETED")
    history = await office.get(f"/api/attendance/history/{MINA}", MINA)
    assert [(day["checkOutTime"], day["workHours"]) for day in history] == [("2026-07-02T03:59:59", 9.98)]


async def test_from_0400_on_a_check_out_is_refused_even_while_the_job_is_late(office: Office) -> None:
    office.at("2026-07-01T18:00:00+09:00")
    await office.done("POST", f"{V2}/check-ins", MINA)
    office.at("2026-07-02T04:00:00+09:00")
    refused = await office.call("POST", f"{V2}/check-outs", MINA)

    assert refused.status_code == 409
    assert (refused.json()["code"], refused.json()["missedDate"]) == ("not-checked-in", "2026-07-01")


async def test_pressing_check_out_twice_never_reaches_the_day_before(office: Office) -> None:
    office.at("2026-07-01T18:00:00+09:00")
    await office.done("POST", f"{V2}/check-ins", MINA)
    office.at("2026-07-02T00:30:00+09:00")
    await office.done("POST", f"{V2}/check-ins", MINA)
    office.at("2026-07-02T01:00:00+09:00")
    left = await office.done("POST", f"{V2}/check-outs", MINA)
    again = await office.call("POST", f"/api/attendance/check-out/{MINA}", MINA)

    assert left["workDate"] == "2026-07-02"
    assert again.status_code == 409 and again.json()["error"] == "출근 기록이 없습니다"


async def test_who_never_checked_in_cannot_check_out(office: Office) -> None:
    refused = await office.call("POST", f"/api/attendance/check-out/{MINA}", MINA)

    assert refused.status_code == 409
    assert refused.json()["error"] == "출근 기록이 없습니다"


async def test_the_thirtieth_day_earns_a_day_of_reward_once(office: Office) -> None:
    await live(office, 29)
    office.at("2026-07-01T09:00:00+09:00")
    card = await office.done("POST", f"{V2}/check-ins", MINA)
    classic = await office.get(f"/api/attendance/progress/{MINA}", MINA)
    office.at("2026-07-02T09:00:00+09:00")
    next_day = await office.done("POST", f"/api/attendance/check-in/{MINA}", MINA)

    assert card["progress"] == {"attendanceCount": 30, "count": 30, "target": 30, "percent": 100, "left": 0}
    assert (card["rewardEarned"], card["rewardDays"], card["leaveBalance"]) == (True, 1.0, 16.0)
    assert classic == {"attendanceCount": 0, "targetCount": 30, "progress": 0, "nextRewardAt": 30}
    assert (next_day["attendanceCount"], next_day["rewardEarned"]) == (31, False)
    [(_, told)] = await office.events("milestone")
    assert (told["employeeId"], told["milestone"], told["count"]) == (MINA, 30, 30)


async def test_the_versions_of_one_persons_events_have_no_gap(office: Office) -> None:
    await live(office, 31)
    versions = [told["employeeVersion"] for _, told in await office.events()]

    assert versions == list(range(1, 64))


async def test_people_check_in_while_leave_is_away(office: Office) -> None:
    office.balances.away = True
    answer = await office.done("POST", f"/api/attendance/check-in/{MINA}", MINA)

    assert answer["attendanceCount"] == 1
    assert answer["currentLeaveBalance"] is None


@pytest.mark.parametrize("office", ["sqlite", "mysql"], indirect=True)
async def test_the_past_is_lived_through_once_by_the_same_rules(office: Office) -> None:
    await live(office, 61)
    shifts = [Shift(employee_id=MINA, check_in=datetime(2026, 6, 30, 0, 0, tzinfo=UTC))]
    forgotten = [Shift(employee_id=JUN, check_in=datetime(2026, 6, 29, 0, 0, tzinfo=UTC))]
    attendance = office.offered(Attendance)

    assert await attendance.live_through(TENANT, shifts) == 0
    assert await attendance.live_through(TENANT, forgotten) == 1
    assert [told["milestone"] for _, told in await office.events("milestone")] == [30, 60]
    assert (await attendance.check_in_of(TENANT, JUN, date(2026, 6, 29))).state == "MISSED"
    assert await attendance.check_in_of(TENANT, JUN, date(2026, 6, 30)) is None
    [(_, missed)] = await office.events("checkout.missed")
    assert missed["at"] == "2026-06-29T19:00:00Z"


async def test_the_other_services_check_people_in_by_the_same_rules(office: Office) -> None:
    attendance = office.offered(Attendance)
    office.at("2026-07-01T09:00:00+09:00")
    came = await attendance.check_in(TENANT, MINA)
    office.at("2026-07-01T18:00:00+09:00")
    left = await attendance.check_out(TENANT, MINA)

    assert (came.state, left.state, left.id) == ("IN_PROGRESS", "COMPLETED", came.id)


@pytest.mark.parametrize(
    ("days", "progress"),
    [(0, (0, 0, 30)), (1, (1, 3, 29)), (29, (29, 96, 1)), (30, (0, 0, 30)), (45, (15, 50, 15))],
)
async def test_the_way_to_the_next_reward_is_told_as_older_clients_count(
    office: Office, days: int, progress: tuple[int, int, int]
) -> None:
    if days:
        await live(office, days)
    answer = await office.get(f"/attendance/progress/{MINA}", MINA)

    assert (answer["attendanceCount"], answer["progress"], answer["nextRewardAt"]) == progress


@pytest.mark.parametrize("office", ["sqlite", "mysql"], indirect=True)
async def test_the_list_of_check_ins_pages_without_gap_or_repeat(office: Office) -> None:
    await live(office, 25)
    seen: list[str] = []
    params: dict[str, str | int] = {"limit": 10}
    while True:
        page = await office.get(f"{V2}/check-ins", MINA, **params)
        seen += [day["workDate"] for day in page["items"]]
        if page["nextCursor"] is None:
            break
        params["cursor"] = page["nextCursor"]

    assert seen == [(date(2026, 6, 30) - timedelta(days=n)).isoformat() for n in range(25)]
