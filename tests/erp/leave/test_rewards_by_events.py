"""포상휴가 by the events of attendance and quests."""

import pytest

from maru.erp.attendance.contract import Corrected, MilestoneReached
from maru.erp.leave.contract import Adjustment, Bucket, RewardAsk
from maru.erp.quests.contract import QuestClaimed
from tests.erp.leave.house import V2, House
from tests.erp.office import HR, LEAD, MINA, TENANT


def reached(house: House, milestone: int, version: int = 30) -> MilestoneReached:
    return MilestoneReached(
        tenant=TENANT,
        at=house.office.moment,
        employee_id=MINA,
        employee_version=version,
        count=milestone,
        milestone=milestone,
    )


def corrected(house: House, count: int, lost: int) -> Corrected:
    return Corrected(
        tenant=TENANT,
        at=house.office.moment,
        employee_id=MINA,
        employee_version=40,
        count=count,
        correction_id=5,
        work_date=house.office.moment.date(),
        check_in=None,
        check_out=None,
        lost_milestone=lost,
    )


async def rewards(house: House) -> float:
    return next(
        each for each in (await house.balance(MINA)).buckets if each.bucket is Bucket.REWARD
    ).available


@pytest.mark.parametrize("house", ["sqlite", "mysql"], indirect=True)
async def test_a_milestone_is_one_day_of_its_own_bucket_once_for_life(house: House) -> None:
    await house.employ(MINA)
    for version in (30, 31):
        await house.office.hear(reached(house, 30, version))

    assert await rewards(house) == 1.0
    assert await house.remaining(MINA) == 16
    (told,) = [
        data for _, data in await house.office.events("granted") if data["lines"][0]["bucket"] == "REWARD"
    ]
    assert told["lines"][0]["grantId"] == "attendance:1:30"


async def test_a_claimed_quest_pays_its_days_once_even_when_asked_for_beside_the_event(house: House) -> None:
    event = QuestClaimed(
        tenant=TENANT,
        at=house.office.moment,
        quest_id=12,
        quest_version=4,
        title="문서 정리",
        reward_days=1.5,
        department="DEVELOPMENT",
        created_by=LEAD,
        employee_id=MINA,
    )
    await house.employ(MINA)
    await house.office.hear(event)
    await house.office.hear(event)
    ask = RewardAsk(tenant=TENANT, employee_id=MINA, key="quest:12:1", days=1.5, explanation="퀘스트")
    await house.leave.reward(ask)

    assert await rewards(house) == 1.5


async def test_a_correction_below_the_milestone_takes_an_unused_day_back_and_it_can_be_earned_again(
    house: House,
) -> None:
    await house.employ(MINA)
    await house.office.hear(reached(house, 30))
    await house.office.hear(corrected(house, 29, 30))
    assert await rewards(house) == 0

    await house.office.hear(reached(house, 30, 41))
    assert await rewards(house) == 1.0
    assert await house.broken() == []


async def test_a_used_day_becomes_a_task_for_hr_instead(house: House) -> None:
    await house.employ(MINA)
    await house.office.hear(reached(house, 30))
    ask = {"startDate": "2026-11-06", "endDate": "2026-11-06", "bucket": "REWARD"}
    asked = await house.office.done("POST", f"{V2}/leave/requests", MINA, ask)
    await house.approved(asked["documentId"])
    for _ in range(2):
        await house.office.hear(corrected(house, 29, 30))

    (task,) = (await house.office.get(f"{V2}/leave/corrections", HR))["items"]
    assert (task["kind"], task["grantId"]) == ("REWARD", "attendance:1:30")
    refused = await house.office.call(
        "POST", f"{V2}/leave/corrections/{task['id']}/decisions", HR, {"action": "APPLY"}, version=1
    )
    assert refused.status_code == 409
    assert await house.remaining(MINA) == 15


async def test_a_correction_by_hand_is_once_for_its_key_and_never_ones_own(house: House) -> None:
    await house.employ(MINA)
    less = Adjustment(tenant=TENANT, employee_id=MINA, key="a", days=-0.25, by=HR)
    for _ in range(2):
        assert (await house.leave.adjust(less)).remaining == 14.75
    more = Adjustment(tenant=TENANT, employee_id=MINA, key="b", days=0.75, by=HR)
    assert (await house.leave.adjust(more)).remaining == 15.5
    own = Adjustment(tenant=TENANT, employee_id=MINA, key="c", days=5, by=MINA)
    with pytest.raises(Exception, match="본인의 휴가는 조정할 수 없습니다"):
        await house.leave.adjust(own)
