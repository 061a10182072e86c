"""`/api/leaves` as the older clients know it, and the defects that must not come back."""

import asyncio

import pytest

from maru.erp.leave.contract import Deduction
from tests.erp.leave.house import House
from tests.erp.office import CHIEF, HR, JUN, LEAD, MINA, SALES_HEAD, TENANT

FRIDAY = {"startDate": "2026-11-06", "endDate": "2026-11-06", "reason": "여행"}


@pytest.mark.parametrize("prefix", ["", "/api"])
async def test_a_leave_is_asked_for_and_decided_by_the_head_alone(house: House, prefix: str) -> None:
    await house.employ(MINA)
    answer = await house.office.call(
        "POST", f"{prefix}/leaves", MINA, {**FRIDAY, "employeeId": MINA, "days": 9}
    )
    asked = answer.json()
    (paper,) = house.papers.papers.values()

    assert answer.status_code == 200
    assert asked == {
        "id": asked["id"],
        "employeeId": MINA,
        "startDate": "2026-11-06",
        "endDate": "2026-11-06",
        "days": 1.0,
        "reason": "여행",
        "status": "PENDING",
        "createdAt": "2026-11-02T09:00:00",
    }
    assert paper.approvers == (LEAD,)
    assert (
        await house.office.call("PUT", f"{prefix}/leaves/{asked['id']}/approve", CHIEF)
    ).status_code == 403
    done = await house.office.done("PUT", f"{prefix}/leaves/{asked['id']}/approve", LEAD)
    assert done == {**asked, "status": "APPROVED"}
    assert await house.office.get(f"{prefix}/leaves/{MINA}", MINA) == [done]


@pytest.mark.parametrize("house", ["sqlite", "mysql"], indirect=True)
async def test_classic_D3_many_deductions_at_once_all_count(house: House) -> None:
    await house.employ(MINA)
    asks = [Deduction(tenant=TENANT, employee_id=MINA, key=f"d{n}", days=0.25) for n in range(40)]
    await asyncio.gather(*map(house.leave.deduct, asks))

    assert (await house.office.get(f"/api/leaves/balance/{MINA}", MINA))["remainingLeave"] == 5.0
    assert await house.broken() == []


async def test_classic_D4_a_leave_without_balance_is_refused_before_any_document(house: House) -> None:
    await house.employ(MINA)
    too_long = {"startDate": "2026-11-09", "endDate": "2026-11-30"}
    refused = await house.office.call("POST", "/api/leaves", MINA, too_long)

    assert (refused.status_code, refused.json()["error"]) == (400, "연차가 부족합니다")
    assert refused.json()["message"] == refused.json()["error"]
    assert house.papers.papers == {}
    assert await house.remaining(MINA) == 15


@pytest.mark.parametrize("first", ["approve", "reject"])
@pytest.mark.parametrize("second", ["approve", "reject"])
async def test_classic_D14_a_decided_leave_is_decided_and_deducted_once(
    house: House, first: str, second: str
) -> None:
    await house.employ(MINA)
    asked = await house.office.done("POST", "/api/leaves", MINA, FRIDAY)
    path = f"/api/leaves/{asked['id']}"
    decided = await house.office.done("PUT", f"{path}/{first}", LEAD)
    refused = await house.office.call("PUT", f"{path}/{second}", LEAD)

    assert decided["status"] == {"approve": "APPROVED", "reject": "REJECTED"}[first]
    assert (refused.status_code, refused.json()["error"]) == (409, "이미 처리된 신청입니다")
    assert await house.remaining(MINA) == (14 if first == "approve" else 15)
    (document,) = house.papers.papers
    await house.submitted(document)
    await (house.approved(document) if first == "approve" else house.rejected(document))
    kinds = [kind for kind, _ in await house.lines(MINA)]
    assert kinds.count("USE") == (1 if first == "approve" else 0)
    assert kinds.count("RELEASE") == 1


async def test_two_heads_at_once_decide_once(house: House) -> None:
    await house.employ(MINA)
    asked = await house.office.done("POST", "/api/leaves", MINA, FRIDAY)
    path = f"/api/leaves/{asked['id']}/approve"
    statuses = await house.office.all_at_once(20, "PUT", path, LEAD)

    assert sorted(statuses) == [200] + [409] * 19
    assert [kind for kind, _ in await house.lines(MINA)].count("USE") == 1


async def test_classic_D15_quarters_of_days_are_kept(house: House) -> None:
    await house.employ(MINA)
    await house.leave.deduct(Deduction(tenant=TENANT, employee_id=MINA, key="a", days=0.25))
    await house.leave.deduct(Deduction(tenant=TENANT, employee_id=MINA, key="b", days=1.5))

    balance = await house.office.get(f"/api/leaves/balance/{MINA}", MINA)
    assert balance == {"totalLeave": 15.0, "usedLeave": 1.75, "remainingLeave": 13.25}
    with pytest.raises(Exception, match=r"0\.25일 단위"):
        await house.leave.deduct(Deduction(tenant=TENANT, employee_id=MINA, key="c", days=0.3))


async def test_classic_D16_used_days_are_subtracted_once(house: House) -> None:
    await house.employ(MINA)
    asked = await house.office.done("POST", "/api/leaves", MINA, {**FRIDAY, "endDate": "2026-11-10"})
    await house.office.done("PUT", f"/api/leaves/{asked['id']}/approve", LEAD)

    balance = await house.office.get(f"/api/leaves/balance/{MINA}", MINA)
    assert asked["days"] == 3.0
    assert balance == {"totalLeave": 15.0, "usedLeave": 3.0, "remainingLeave": 12.0}


@pytest.mark.parametrize("by", [MINA, CHIEF, HR])
async def test_who_may_read_but_not_decide_is_refused(house: House, by: int) -> None:
    await house.employ(MINA)
    asked = await house.office.done("POST", "/api/leaves", MINA, FRIDAY)
    refused = await house.office.call("PUT", f"/api/leaves/{asked['id']}/approve", by)

    assert (refused.status_code, refused.json()["error"]) == (403, "권한이 없습니다")


@pytest.mark.parametrize("by", [JUN, SALES_HEAD])
async def test_who_may_not_read_hears_of_no_leave(house: House, by: int) -> None:
    await house.employ(MINA)
    asked = await house.office.done("POST", "/api/leaves", MINA, FRIDAY)
    refused = await house.office.call("PUT", f"/api/leaves/{asked['id']}/reject", by, {"reason": "안 됨"})

    assert refused.status_code == 404


async def test_another_persons_number_in_the_body_is_refused(house: House) -> None:
    await house.employ(MINA)
    refused = await house.office.call("POST", "/api/leaves", JUN, {**FRIDAY, "employeeId": MINA})

    assert (refused.status_code, refused.json()["error"]) == (403, "권한이 없습니다")


async def test_a_head_without_a_head_above_has_nobody_to_decide(house: House) -> None:
    await house.employ(CHIEF)
    refused = await house.office.call("POST", "/api/leaves", CHIEF, FRIDAY)

    assert (refused.status_code, refused.json()["code"]) == (400, "no-approver")
    assert await house.remaining(CHIEF) == 15


async def test_the_older_route_takes_a_key_and_needs_none(house: House) -> None:
    await house.employ(MINA)
    first = await house.office.call("POST", "/api/leaves", MINA, FRIDAY, key="k")
    again = await house.office.call("POST", "/api/leaves", MINA, FRIDAY, key="k")
    other = await house.office.call("POST", "/api/leaves", MINA, FRIDAY)

    assert again.content == first.content
    assert other.status_code == 409 and other.json()["code"] == "overlapping-leave"


async def test_leaves_are_listed_newest_first_with_their_states(house: House) -> None:
    await house.employ(MINA)
    for day, decision in (("06", "approve"), ("05", "reject"), ("04", None)):
        ask = {"startDate": f"2026-11-{day}", "endDate": f"2026-11-{day}"}
        asked = await house.office.done("POST", "/api/leaves", MINA, ask)
        if decision:
            await house.office.done("PUT", f"/api/leaves/{asked['id']}/{decision}", LEAD)

    listed = await house.office.get(f"/api/leaves/{MINA}", LEAD)
    assert [leave["status"] for leave in listed] == ["PENDING", "REJECTED", "APPROVED"]
