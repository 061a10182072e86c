"""포상휴가 for thirty attended days and for quests, and what corrections do to it."""

from datetime import date

import pytest

from maru.erp.leave.contract import Bucket, Kind
from maru.erp.leave.domain import leaves, ledger, rewards
from maru.erp.leave.domain.account import Account
from maru.erp.leave.domain.ledger import Reversal
from tests.erp.leave.desk import DAY, MONA, account, asks, given, moved, reserved, stamp, told


def rewarded(whole: Account, milestone: int = 30) -> Account:
    return whole.after(rewards.for_attendance(whole, milestone, stamp()))


@pytest.mark.parametrize(
    ("before", "now", "reached"),
    [(28, 29, []), (29, 30, [30]), (30, 31, []), (30, 30, []), (0, 90, [30, 60, 90]), (59, 60, [60])],
)
def test_every_thirtieth_attended_day_is_a_milestone(before: int, now: int, reached: list[int]) -> None:
    assert rewards.milestones(before, now) == reached


def test_a_milestone_gives_one_day_of_reward_for_a_year_and_only_once() -> None:
    whole = rewarded(rewarded(account()))

    assert told(whole) == [(Kind.GRANT, 1)]
    assert (whole.grants[0].id, whole.grants[0].bucket) == (f"attendance:{MONA}:30", Bucket.REWARD)
    assert whole.grants[0].last_day == date(2027, 11, 19)
    assert whole.lines[0].explanation == "30일 출석을 채워 포상휴가 1일을 받았습니다."


def test_a_quest_rewards_its_days_once() -> None:
    key = rewards.quest_key(12, MONA)
    whole = account()
    for _ in range(2):
        whole = whole.after(rewards.reward(whole, key, round(2.5 * DAY), "퀘스트 보상", stamp()))

    assert (key, told(whole)) == (f"quest:12:{MONA}", [(Kind.GRANT, 2.5)])


def test_a_correction_below_the_milestone_takes_an_unused_reward_back() -> None:
    whole = rewarded(rewarded(account(), 30), 60)
    [taken] = rewards.after_correction(whole, 59, stamp())

    assert (taken.milestone, taken.outcome) == (60, Reversal.DONE)
    assert whole.after(taken.change).available == DAY
    assert list(rewards.after_correction(whole.after(taken.change), 59, stamp())) == []
    assert list(rewards.after_correction(whole, 60, stamp())) == []


@pytest.mark.parametrize("settled", [False, True])
def test_a_reward_that_is_used_or_reserved_becomes_a_task_for_hr(settled: bool) -> None:
    whole = reserved(rewarded(account()), asks(date(2026, 12, 1)))
    if settled:
        whole = moved(whole, leaves.settle)

    [taken] = rewards.after_correction(whole, 29, stamp())
    assert (taken.outcome, bool(taken.change)) == (Reversal.USED, False)


def test_a_reward_that_was_given_back_can_be_taken_back() -> None:
    whole = moved(reserved(rewarded(account()), asks(date(2026, 12, 1))), leaves.release)

    [taken] = rewards.after_correction(whole, 29, stamp())
    assert taken.outcome is Reversal.DONE


def test_an_expired_reward_needs_nothing() -> None:
    whole = rewarded(account())
    over = whole.after(ledger.expire(whole, stamp(date(2027, 11, 20))))

    assert list(rewards.after_correction(over, 29, stamp(date(2027, 11, 20)))) == []


def test_a_milestone_reached_again_is_restored_to_its_first_expiry() -> None:
    whole = rewarded(account())
    [taken] = rewards.after_correction(whole, 29, stamp())
    again = rewarded(whole.after(taken.change))

    assert told(again) == [(Kind.GRANT, 1), (Kind.ADJUST, -1), (Kind.ADJUST, 1)]
    assert len(again.grants) == 1
    assert told(rewarded(again)) == told(again)


def test_milestones_of_others_are_left_alone() -> None:
    other = account(given(f"attendance:{MONA}1:30", 1, bucket=Bucket.REWARD))

    assert list(rewards.after_correction(other, 0, stamp())) == []
