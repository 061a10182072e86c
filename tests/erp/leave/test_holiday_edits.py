"""Holidays that change after leaves were counted with them."""

from datetime import date
from typing import Any

import pytest

from maru.chassis.sql import SqlTx
from maru.erp.leave.messages import Holiday
from maru.erp.leave.store.holidays import Holidays
from tests.erp.leave.house import V2, House
from tests.erp.office import ADMIN, HR, JUN, MINA, TENANT

HOLIDAYS, CORRECTIONS = f"{V2}/holidays", f"{V2}/leave/corrections"
ELECTION = {"date": "2026-11-11", "name": "임시공휴일", "source": "국무회의 의결", "effective": "2026-11-02"}


async def proposals(house: House, state: str = "OPEN") -> list[dict[str, Any]]:
    page: dict[str, Any] = await house.office.get(CORRECTIONS, HR, state=state)
    items: list[dict[str, Any]] = page["items"]
    return items


@pytest.mark.parametrize("house", ["sqlite", "mysql"], indirect=True)
async def test_holiday_edit_keeps_snapshot(house: House) -> None:
    await house.employ(MINA)
    asked = await house.settled(MINA, "2026-11-09", "2026-11-13")
    lines = await house.lines(MINA)
    await house.office.done("POST", HOLIDAYS, HR, ELECTION)
    kept = await house.office.get(f"{V2}/leave/requests/{asked['id']}", MINA)

    assert (kept["days"], len(kept["counted"])) == (5.0, 5)
    assert await house.lines(MINA) == lines
    (proposal,) = await proposals(house)
    assert (proposal["kind"], proposal["leaveId"]) == ("HOLIDAY", asked["id"])
    assert (proposal["minutesWas"], proposal["minutesNow"], proposal["days"]) == (
        5 * 480,
        4 * 480,
        ["2026-11-11"],
    )
    assert [data["proposalId"] for _, data in await house.office.events("correction.proposed")] == [
        proposal["id"]
    ]


async def test_hr_applies_a_proposal_once_and_the_day_comes_back(house: House) -> None:
    await house.employ(MINA)
    asked = await house.settled(MINA, "2026-11-09", "2026-11-13")
    await house.office.done("POST", HOLIDAYS, HR, ELECTION)
    (proposal,) = await proposals(house)
    path = f"{CORRECTIONS}/{proposal['id']}/decisions"
    decided = await house.office.done("POST", path, HR, {"action": "APPLY"}, version=1)
    again = await house.office.call("POST", path, HR, {"action": "APPLY"}, version=1)

    assert (decided["state"], decided["decidedBy"]) == ("APPLIED", HR)
    assert again.status_code == 409
    assert await house.remaining(MINA) == 11
    assert (await house.office.get(f"{V2}/leave/requests/{asked['id']}", MINA))["days"] == 4.0
    assert (await house.lines(MINA))[-1] == ("CANCEL", 1.0)


async def test_hr_may_leave_everything_as_it_is(house: House) -> None:
    await house.employ(MINA)
    await house.settled(MINA, "2026-11-11")
    await house.office.done("POST", HOLIDAYS, HR, ELECTION)
    (proposal,) = await proposals(house)
    path = f"{CORRECTIONS}/{proposal['id']}/decisions"
    await house.office.done("POST", path, HR, {"action": "DISMISS"}, version=1)

    assert await proposals(house) == []
    assert await house.remaining(MINA) == 14


async def test_a_leave_that_is_not_decided_yet_cannot_be_corrected(house: House) -> None:
    await house.employ(MINA)
    await house.ask(MINA, "2026-11-11")
    await house.office.done("POST", HOLIDAYS, HR, ELECTION)
    (proposal,) = await proposals(house)
    path = f"{CORRECTIONS}/{proposal['id']}/decisions"
    refused = await house.office.call("POST", path, HR, {"action": "APPLY"}, version=1)

    assert (refused.status_code, refused.json()["code"]) == (409, "invalid-state")
    assert len(await proposals(house)) == 1


async def test_a_holiday_that_is_taken_away_is_proposed_too_and_replaces_the_older_proposal(
    house: House,
) -> None:
    await house.employ(MINA)
    entered = await house.office.done("POST", HOLIDAYS, ADMIN, ELECTION)
    await house.settled(MINA, "2026-11-10", "2026-11-12")
    assert await house.remaining(MINA) == 13
    path = f"{HOLIDAYS}/{entered['id']}"
    assert (await house.office.call("DELETE", path, HR, version=7)).status_code == 412
    await house.office.done("DELETE", path, HR, version=1)

    (first,) = await proposals(house)
    assert (first["minutesWas"], first["minutesNow"]) == (2 * 480, 3 * 480)
    await house.office.done("POST", HOLIDAYS, HR, {**ELECTION, "date": "2026-11-10"})
    (second,) = await proposals(house)
    assert second["id"] != first["id"] and second["minutesNow"] == 2 * 480
    assert [each["id"] for each in await proposals(house, "SUPERSEDED")] == [first["id"]]


async def test_later_leaves_are_counted_with_the_new_day(house: House) -> None:
    await house.employ(MINA)
    await house.office.done("POST", HOLIDAYS, HR, ELECTION)
    asked = await house.ask(MINA, "2026-11-10", "2026-11-12")

    assert asked["days"] == 2.0
    shown = await house.office.done(
        "POST", f"{V2}/leave/preview", JUN, {"startDate": "2026-11-11", "endDate": "2026-11-11"}
    )
    assert shown["holidayVersion"] == "kr-2026.11+1"
    assert shown["problems"][0]["code"] == "nothing-to-take"


async def test_leaves_that_an_edit_left_unseen_are_looked_through_by_the_job(house: House) -> None:
    await house.employ(MINA)
    await house.settled(MINA, "2026-11-11")

    def only_the_edit(tx: SqlTx) -> None:
        kept, day = Holidays(tx, TENANT), date(2026, 11, 11)
        kept.put(Holiday(date=day, name="임시공휴일", source="의결", effective=day), kept.edit())

    await house.office.store.write(only_the_edit)
    assert await proposals(house) == []
    assert await house.run("erp.leave.holidays") == "1 calendars"
    assert len(await proposals(house)) == 1
    assert await house.run("erp.leave.holidays") == ""


async def test_holidays_come_with_source_and_effective_date_and_each_edit_has_a_version(
    house: House,
) -> None:
    before = await house.office.get(HOLIDAYS, HR, year=2026)
    christmas = next(day for day in before["items"] if day["name"] == "성탄절")
    change = {"kind": "PUBLIC", "source": "공휴일에 관한 법률 제2조", "effective": "2022-01-01"}
    path = f"{HOLIDAYS}/{christmas['id']}"
    changed = await house.office.done("PUT", path, HR, change, version=christmas["version"])
    stale = await house.office.call("PUT", path, HR, change, version=christmas["version"])
    bare = await house.office.call("PUT", path, HR, change)

    assert before["version"] == "kr-2026.11" and christmas["effective"] == "2022-01-01"
    assert changed["source"] == "공휴일에 관한 법률 제2조" and changed["version"] == 2
    assert (stale.status_code, bare.status_code) == (412, 428)
    assert (await house.office.get(HOLIDAYS, HR, year=2026))["version"] == "kr-2026.11+1"
    unsaid = {key: value for key, value in ELECTION.items() if key != "source"}
    assert (await house.office.call("POST", HOLIDAYS, HR, unsaid)).status_code == 422
