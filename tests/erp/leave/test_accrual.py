"""What happens by itself: accrual and expiry day by day, however the job ran."""

from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import bindparam, update

from maru.chassis.sql import Statement
from maru.erp.employees.contract import EmployeeMoved, EmployeeOffboarded
from maru.erp.leave.contract import Bucket
from maru.erp.leave.service.accrual import AccrualIncomplete
from maru.erp.leave.store.tables import grants
from tests.erp.leave.house import V2, House
from tests.erp.office import CHIEF, HR, JUN, LEAD, MINA, TENANT

JOB = "erp.leave.accrual"
spoil = Statement(
    update(grants).where(grants.c.employee_id == bindparam("who")).values(inputs=bindparam("text"))
)


async def granted(house: House, id: int) -> list[str]:
    """The first days of somebody's statutory grants, oldest first."""
    page = await house.office.get(f"{V2}/leave/grants", HR, employeeId=id, limit=100)
    found = [view["grant"] for view in page["items"]]
    return sorted(grant["starts"] for grant in found if grant["bucket"] == "STATUTORY")


@pytest.mark.parametrize("pause", [1, 17, 45, 400])
async def test_no_month_skipped(house: House, pause: int) -> None:
    house.office.at("2025-01-31T09:00+09:00")
    await house.employ(MINA, hired=date(2025, 1, 31))
    day = date(2025, 1, 31)
    while day < date(2026, 1, 30):
        day = min(day + timedelta(pause), date(2026, 1, 30))
        house.office.at(f"{day}T09:00+09:00")
        await house.run(JOB)

    assert await granted(house, MINA) == [
        "2025-03-01",
        "2025-03-31",
        "2025-05-01",
        "2025-05-31",
        "2025-07-01",
        "2025-07-31",
        "2025-08-31",
        "2025-10-01",
        "2025-10-31",
        "2025-12-01",
        "2025-12-31",
    ]
    assert await house.remaining(MINA) == 11


async def test_a_second_run_of_a_day_writes_nothing(house: House) -> None:
    await house.employ(MINA)
    house.office.at("2027-03-02T09:00+09:00")
    assert await house.run(JOB) == "1 accounts"
    before = await house.office.events()

    assert await house.run(JOB) == ""
    assert await house.office.events() == before


async def test_expire_only_unused(house: House) -> None:
    await house.employ(MINA)
    await house.settled(MINA, "2026-11-09", "2026-11-10")
    held = await house.ask(MINA, "2026-12-31")
    await house.submitted(held["documentId"])
    house.office.at("2027-01-02T09:00+09:00")
    await house.run(JOB)
    lines = await house.lines(MINA)

    assert lines[-1] == ("EXPIRE", -12.0) and ("GRANT", 16.0) in lines
    await house.rejected(held["documentId"])
    assert (await house.lines(MINA))[-2:] == [("RELEASE", 1.0), ("EXPIRE", -1.0)]
    assert await house.remaining(MINA) == 16
    assert [data["lines"][0]["minutes"] for _, data in (await house.office.events("expired"))[-2:]] == [
        -12 * 480,
        -480,
    ]


async def test_the_balance_does_not_wait_for_the_job(house: House) -> None:
    await house.employ(MINA)
    house.office.at("2027-01-02T00:00+09:00")

    assert await house.remaining(MINA) == 16
    assert (await house.leave.balances(TENANT, [MINA, JUN]))[MINA].remaining == 16
    await house.ask(MINA, "2027-01-04")
    assert await house.remaining(MINA) == 15


async def test_accrual_never_stops_silently(house: House) -> None:
    for person in (MINA, JUN, LEAD):
        await house.employ(person, hired=date(2026, 10, 1))
    await house.office.store.write(lambda tx: tx.run(spoil, who=JUN, text="{"))
    house.office.at("2026-12-02T09:00+09:00")

    with pytest.raises(AccrualIncomplete, match="employees 2"):
        await house.run(JOB)
    assert await granted(house, MINA) == await granted(house, LEAD) == ["2026-11-01", "2026-12-01"]

    with pytest.raises(AccrualIncomplete):
        await house.run(JOB)
    await house.office.store.write(lambda tx: tx.run(spoil, who=JUN, text="{}"))
    assert await house.run(JOB) == "1 accounts"
    assert await granted(house, JUN) == ["2026-11-01", "2026-12-01"]


async def test_what_expires_within_a_month_is_told_once(house: House) -> None:
    await house.employ(MINA)
    await house.settled(MINA, "2026-11-09")
    for day in ("2026-12-01", "2026-12-02", "2026-12-03", "2026-12-30"):
        house.office.at(f"{day}T09:00+09:00")
        await house.run(JOB)
    told = [data for _, data in await house.office.events("expiring")]

    assert [(data["minutes"], data["lastDay"]) for data in told] == [(14 * 480, "2027-01-01")]
    assert told[0]["at"].startswith("2026-12-02")


async def test_who_leaves_earns_no_more(house: House) -> None:
    await house.employ(MINA, hired=date(2026, 9, 1))
    person = house.office.company.person(MINA)
    left = replace(person, hire_date=date(2026, 9, 1), left_on=date(2026, 11, 15), active=False)
    await house.office.hear(
        EmployeeOffboarded(tenant=TENANT, at=house.office.moment, person=left, employee_version=2)
    )
    house.office.at("2027-03-01T09:00+09:00")
    await house.run(JOB)

    assert await granted(house, MINA) == ["2026-10-01", "2026-11-01"]


async def test_an_older_version_of_a_person_changes_nothing(house: House) -> None:
    await house.employ(CHIEF)
    person = house.office.company.person(CHIEF)

    def moved(version: int, **more: Any) -> EmployeeMoved:
        return EmployeeMoved(
            tenant=TENANT,
            at=house.office.moment,
            person=replace(person, **more),
            employee_version=version,
            was_title="",
        )

    await house.office.hear(moved(3, day_minutes=240))
    await house.office.hear(moved(2, day_minutes=480))

    assert (await house.balance(CHIEF)).day_minutes == 240


async def test_part_time_hours_are_granted_in_minutes_of_the_persons_own_day(house: House) -> None:
    await house.employ(MINA, day_minutes=240)
    found = {each.bucket: each for each in (await house.balance(MINA)).buckets}

    assert (found[Bucket.STATUTORY].available_minutes, found[Bucket.STATUTORY].available) == (15 * 240, 15.0)
