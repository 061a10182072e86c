"""Many at once on one person's leave, on both engines."""

import asyncio

import pytest

from maru.erp.leave.contract import Adjustment, Bucket, Deduction, InsufficientBalance, LeaveAsk, RewardAsk
from tests.erp.leave.house import V2, House
from tests.erp.office import HR, JUN, MINA, TENANT

pytestmark = pytest.mark.parametrize("house", ["sqlite", "mysql"], indirect=True)


async def test_parallel_leave_requests_cannot_overspend(house: House) -> None:
    await house.employ(MINA)
    asks = [
        LeaveAsk(tenant=TENANT, employee_id=MINA, key=f"doc-{n}", document_id=f"doc-{n}", leave_days=1.0)
        for n in range(200)
    ]
    results = await asyncio.gather(*map(house.leave.reserve, asks), return_exceptions=True)

    assert sum(not isinstance(result, Exception) for result in results) == 15
    assert sum(isinstance(result, InsufficientBalance) for result in results) == 185
    assert await house.remaining(MINA) == 0
    assert await house.broken() == []
    versions = [data["accountVersion"] for _, data in await house.office.events()]
    assert versions == list(range(1, len(versions) + 1)), "one event a version, in the order of the outbox"


async def test_people_do_not_wait_for_each_other_in_vain(house: House) -> None:
    for person in (MINA, JUN, HR):
        await house.employ(person)
    asks = [
        LeaveAsk(tenant=TENANT, employee_id=person, key=f"doc-{person}-{n}", leave_days=1.0)
        for n in range(20)
        for person in (MINA, JUN, HR)
    ]
    results = await asyncio.gather(*map(house.leave.reserve, asks), return_exceptions=True)

    assert sum(isinstance(result, InsufficientBalance) for result in results) == 3 * 5
    assert [await house.remaining(person) for person in (MINA, JUN, HR)] == [0, 0, 0]


async def test_identical_request_deducts_once(house: House) -> None:
    await house.employ(MINA)
    body = {"startDate": "2026-11-06", "endDate": "2026-11-06", "reason": "여행"}
    calls = [house.office.call("POST", f"{V2}/leave/requests", MINA, body, key="one") for _ in range(50)]
    answers = await asyncio.gather(*calls)
    ask = Deduction(tenant=TENANT, employee_id=MINA, key="deduct:1", days=0.5)
    await asyncio.gather(*(house.leave.deduct(ask) for _ in range(50)))

    assert {answer.status_code for answer in answers} <= {201, 409}
    assert len({answer.content for answer in answers if answer.status_code == 201}) == 1
    assert await house.remaining(MINA) == 13.5
    assert len(house.papers.papers) == 1


async def test_a_reward_asked_for_fifty_times_is_given_once(house: House) -> None:
    await house.employ(MINA)
    ask = RewardAsk(tenant=TENANT, employee_id=MINA, key="quest:5:1", days=1.5, explanation="퀘스트 보상")
    await asyncio.gather(*(house.leave.reward(ask) for _ in range(50)))

    assert await house.remaining(MINA) == 16.5


async def test_a_manager_at_both_keyboards_stays_within_the_limit(house: House) -> None:
    await house.employ(MINA)
    asks = [
        Adjustment(tenant=TENANT, employee_id=MINA, key=f"m{n}", days=1.0, by=3, as_manager=True)
        for n in range(30)
    ]
    results = await asyncio.gather(*map(house.leave.adjust, asks), return_exceptions=True)

    assert sum(not isinstance(result, Exception) for result in results) == 5
    buckets = {each.bucket: each.available for each in (await house.balance(MINA)).buckets}
    assert buckets[Bucket.REWARD] == 5.0 and buckets[Bucket.STATUTORY] == 15.0


async def test_the_first_requests_of_a_person_nobody_told_of_meet_in_one_account(house: House) -> None:
    asks = [
        Adjustment(tenant=TENANT, employee_id=MINA, key=f"h{n}", days=0.25, by=HR, bucket=Bucket.COMPANY)
        for n in range(20)
    ]
    await asyncio.gather(*map(house.leave.adjust, asks))

    assert await house.remaining(MINA) == 5.0
    assert await house.broken() == []
