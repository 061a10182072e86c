"""아침: the thirtieth attended day, a quest and its one reward, and an evening that was forgotten."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from maru.chassis import clock
from tests.journeys.house import V2, Company, Indoors, Person, indoors, until
from tests.journeys.papers import SEOUL, today

LATEST = {"limit": 50}


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[Indoors]:
    async with indoors(tmp_path / "company") as opened:
        yield opened


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), SEOUL)


async def buckets(of: Person) -> dict[str, float]:
    balance = await of.get(f"{V2}/leave/balances")
    return {bucket["bucket"]: bucket["available"] for bucket in balance["buckets"]}


async def test_the_thirtieth_attended_day_earns_a_day_of_reward_and_no_annual_leave(house: Indoors) -> None:
    day = today()
    with clock.at(at(day, 8, 50)):
        staff = await house.person("staff")
        left = (await staff.get(f"{V2}/attendance/progress"))["left"]
        assert 0 < left <= 30
    for n in range(left):
        day = today() + timedelta(days=n)
        with clock.at(at(day, 8, 55)):
            staff = await house.person("staff")
            before = await buckets(staff)
            first = await staff.do("POST", f"{V2}/attendance/check-ins")
            again = await staff.refused("POST", f"/api/attendance/check-in/{staff.id}")
        assert again[0] == 409
        assert first["rewardEarned"] is (n == left - 1)
        with clock.at(at(day, 18, 5)):
            await (await house.person("staff")).do("POST", f"{V2}/attendance/check-outs")

    assert (first["progress"]["count"], first["progress"]["percent"]) == (30, 100)
    await house.suite.bus.drain()
    with clock.at(at(day, 18, 10)):
        staff = await house.person("staff")
        after = await buckets(staff)
        assert after["REWARD"] - before["REWARD"] == 1.0
        assert after["STATUTORY"] == before["STATUTORY"]
        notices = (await staff.get(f"{V2}/notifications", **LATEST))["items"]
        assert "[포상휴가] 30일 출석 달성!" in notices[0]["body"]


async def test_yesterdays_forgotten_evening_is_told_and_corrected_by_request(house: Indoors) -> None:
    day, after = today(), today() + timedelta(days=1)
    with clock.at(at(day, 9)):
        await (await house.person("staff")).do("POST", f"{V2}/attendance/check-ins")
    with clock.at(at(after, 4, 5)):
        await house.job("erp.attendance", "erp.attendance.forgotten")
    with clock.at(at(after, 9)):
        staff, lead = await house.person("staff"), await house.person("lead")
        cell = await day_of(staff, day)
        assert (cell["state"], cell["checkOut"]) == ("MISSED", None)
        notices = (await staff.get(f"{V2}/notifications", **LATEST))["items"]
        assert notices[0]["body"] == f"[근태] {day.isoformat()} 퇴근 기록이 없습니다."

        asked = await staff.do("POST", f"{V2}/attendance/corrections", {"date": day.isoformat()})
        cell = await day_of(staff, day)
        assert cell["provisional"] and cell["checkOut"] is not None
        path = f"{V2}/attendance/corrections/{asked['id']}/decisions"
        own = await staff.ask("POST", path, {"action": "APPROVE"}, version=asked["version"])
        assert own.status_code in (403, 404)
        await lead.do("POST", path, {"action": "APPROVE"}, version=asked["version"])
        cell = await day_of(staff, day)
        assert (cell["state"], cell["provisional"]) == ("COMPLETED", False)
        assert cell["workMinutes"] >= 8 * 60


async def day_of(person: Person, day: date) -> Any:
    month = await person.get(f"{V2}/attendance/days", month=day.isoformat()[:7])
    return next(cell for cell in month["items"] if cell["date"] == day.isoformat())


async def test_a_quest_is_accepted_reported_approved_and_rewarded_once_from_two_browsers(
    demo: Company,
) -> None:
    staff, lead, staff2 = await demo.people("staff", "lead", "staff2")
    before = await buckets(staff)
    ask = {"title": "자료실 정리", "description": "", "rewardDays": 1.5, "department": "DEVELOPMENT"}
    quest = (await lead.do("POST", f"{V2}/quests", ask))["id"]
    path = f"{V2}/quests/{quest}"
    async with staff.listening() as bell:
        await staff.do("POST", f"{path}/accept")
        assert (await staff.ask("POST", f"/api/quests/{quest}/claim", {})).status_code == 400
        await staff.do("POST", f"{path}/complete")
        now = await lead.get(path)
        (mine,) = now["progressList"]
        approval = {"employeeId": staff.id}
        denied = await staff2.ask("PUT", f"{path}/approve", approval, version=mine["version"])
        assert denied.status_code in (403, 404)
        await lead.do("PUT", f"{path}/approve", approval, version=mine["version"])
        while "[퀘스트] 자료실 정리" not in (await bell.next())["message"]:
            pass

    twin = await demo.person("staff", again=True)
    tabs = [each.ask("POST", f"{path}/claim") for each in (staff, twin) for _ in range(10)]
    answers = await asyncio.gather(*tabs)

    assert sorted({answer.status_code for answer in answers}) == [200, 409]
    assert sum(answer.status_code == 200 for answer in answers) == 1

    async def rewarded() -> bool:
        return (await buckets(staff))["REWARD"] > before["REWARD"]

    await until(rewarded)
    assert (await buckets(staff))["REWARD"] - before["REWARD"] == 1.5
