"""The ledger: which grants pay for what, what expires, what a correction may do."""

from datetime import date

import pytest
from msgspec.structs import replace

from maru.chassis.problems import Denied
from maru.erp.leave.contract import Bucket, InsufficientBalance, InvalidLeave, Kind
from maru.erp.leave.domain import leaves, ledger
from maru.erp.leave.domain.account import Account, Policy
from maru.erp.leave.domain.accrual import bring_up_to_date
from maru.erp.leave.domain.allocation import Want, allocate
from maru.erp.leave.domain.balances import balance, classic, grants
from maru.erp.leave.domain.calculator import Terms
from maru.erp.leave.domain.permission import refuse_managers_adjustment, refuse_own_adjustment
from tests.erp.leave.desk import DAY, MONA, TODAY, account, asks, given, moved, reserved, stamp, told

TUESDAY = date(2026, 12, 1)
SOON, LATER = date(2026, 12, 1), date(2026, 12, 31)


def took(whole: Account, *wants: Want, bucket: Bucket | None = None) -> list[tuple[int | None, str, float]]:
    found = allocate(whole, wants, stamp(), bucket=bucket)
    return [(p.day.day if p.day else None, p.grant_id, p.minutes / DAY) for p in found.parts]


def test_the_grant_that_expires_first_pays_first_and_the_rest_follows() -> None:
    whole = account(given("late", 5, LATER), given("soon", 0.5, SOON))

    assert took(whole, Want(TUESDAY, DAY)) == [(1, "soon", 0.5), (1, "late", 0.5)]


def test_each_day_needs_a_grant_that_lives_on_it() -> None:
    whole = account(given("late", 1, LATER), given("soon", 5, SOON))
    two_days = [Want(date(2026, 12, 2), DAY), Want(TUESDAY, DAY)]

    assert took(whole, *two_days) == [(1, "soon", 1), (2, "late", 1)]
    with pytest.raises(InsufficientBalance, match="12월 3일에 쓸 수 있는 연차가 1일 부족합니다"):
        took(whole, *two_days, Want(date(2026, 12, 3), DAY))


def test_a_grant_of_the_future_pays_for_no_earlier_day() -> None:
    whole = account(given("next", 15, date(2027, 12, 31), starts=date(2027, 1, 1)))

    assert took(whole, Want(date(2027, 1, 4), DAY)) == [(4, "next", 1)]
    with pytest.raises(InsufficientBalance):
        took(whole, Want(date(2026, 12, 31), DAY))


def test_of_one_expiry_statutory_days_go_first_and_a_named_bucket_goes_alone() -> None:
    whole = account(given("reward", 1, LATER, bucket=Bucket.REWARD), given("year", 1, LATER))

    assert took(whole, Want(None, DAY)) == [(None, "year", 1)]
    assert took(whole, Want(None, DAY), bucket=Bucket.REWARD) == [(None, "reward", 1)]


def test_too_little_is_refused_in_days_with_what_to_do() -> None:
    with pytest.raises(InsufficientBalance) as refused:
        took(account(given("a", 1.5)), Want(TUESDAY, DAY), Want(date(2026, 12, 2), DAY))

    assert refused.value.detail == "잔여 연차가 0.5일 부족합니다. 날짜를 줄이거나 반차로 바꿔 주세요."
    assert (refused.value.status, refused.value.code) == (409, "insufficient-balance")
    assert refused.value.members == {
        "needed": 2.0,
        "available": 1.5,
        "missing": 0.5,
        "date": "2026-12-02",
    }


def test_one_reason_is_one_grant_however_often_it_is_given() -> None:
    whole = account(given("a", 15), given("a", 15))

    assert told(whole) == [(Kind.GRANT, 15)]


@pytest.mark.parametrize("wrong", [{"minutes": 0}, {"minutes": -480}, {"last_day": date(2025, 1, 1)}])
def test_an_empty_grant_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(InvalidLeave):
        account(replace(given(), **wrong))


def test_expiry_takes_only_what_is_unused_and_unreserved_on_the_day_after_the_last() -> None:
    whole = reserved(account(given("a", 5, SOON)), asks(TUESDAY))

    assert not ledger.expire(whole, stamp(SOON))
    expired = ledger.expire(whole, stamp(date(2026, 12, 2)))
    assert [(x.kind, x.minutes / DAY, x.effective_date) for x in expired.lines] == [
        (Kind.EXPIRE, -4, date(2026, 12, 2))
    ]
    assert expired.lines[0].article == "근로기준법 제60조제7항"
    assert not ledger.expire(whole.after(expired), stamp(date(2027, 1, 1)))


def test_expiry_cites_the_paragraph_it_has_from_june_2027() -> None:
    expired = ledger.expire(account(given("a", 5, date(2027, 6, 30))), stamp(date(2027, 7, 1)))

    assert expired.lines[0].article == "근로기준법 제60조제8항"
    assert expired.lines[0].rule_version == "2027-06-10"


def test_a_positive_correction_is_a_grant_of_one_year_in_statutory_days() -> None:
    change = ledger.adjust(account(), None, 3 * DAY, "이관", "k1", stamp())

    assert told(account().after(change)) == [(Kind.ADJUST, 3)]
    assert (change.grants[0].bucket, change.grants[0].last_day) == (Bucket.STATUTORY, date(2027, 11, 19))
    assert change.lines[0].explanation == "3일을 더하였습니다. 사유: 이관"
    assert not ledger.adjust(account().after(change), None, 3 * DAY, "이관", "k1", stamp())


def test_a_negative_correction_takes_from_the_bucket_once_and_never_below_zero() -> None:
    whole = account(given("year", 2), given("reward", 5, bucket=Bucket.REWARD))
    change = ledger.adjust(whole, None, -2 * DAY, "착오", "k1", stamp())

    assert [(x.grant_id, x.minutes / DAY) for x in change.lines] == [("year", -2)]
    assert not ledger.adjust(whole.after(change), None, -2 * DAY, "착오", "k1", stamp())
    with pytest.raises(InsufficientBalance):
        ledger.adjust(whole, None, -3 * DAY, "착오", "k2", stamp())
    with pytest.raises(InvalidLeave):
        ledger.adjust(whole, None, 0, "", "k3", stamp())


def test_a_deduction_from_outside_counts_once_per_reference() -> None:
    whole = account(given("a", 2))
    change = ledger.use(whole, DAY, "외부 차감", "ref-1", stamp())

    assert told(whole.after(change))[1:] == [(Kind.USE, -1)]
    assert not ledger.use(whole.after(change), DAY, "외부 차감", "ref-1", stamp())
    with pytest.raises(InvalidLeave):
        ledger.use(whole, 0, "", "ref-2", stamp())


def test_what_is_left_is_paid_out_on_leaving_except_what_is_over() -> None:
    whole = account(given("a", 2), given("old", 1, date(2026, 11, 19)))

    assert [(x.grant_id, x.kind, x.minutes / DAY) for x in ledger.pay_out(whole, stamp()).lines] == [
        ("a", Kind.PAYOUT, -2)
    ]


def test_leave_in_advance_needs_the_policy_and_is_repaid_by_the_next_statutory_grant() -> None:
    ahead = Policy(advance_minutes=2 * DAY)
    with pytest.raises(InsufficientBalance):
        reserved(account(), asks(TUESDAY))

    owing = reserved(account(), asks(TUESDAY, date(2026, 12, 2)), policy=ahead)
    assert owing.available == -2 * DAY
    with pytest.raises(InsufficientBalance):
        reserved(owing, asks(date(2026, 12, 3), key="doc-2"), policy=ahead)

    granted = given("next", 15, date(2027, 12, 31), starts=date(2027, 1, 1))
    repaid = owing.after(ledger.grant(owing, granted, stamp(date(2027, 1, 1))))
    assert repaid.available == 13 * DAY
    assert repaid.remaining() == {f"advance:{MONA}:2026": 0, "next": 13 * DAY}


def test_a_negative_balance_can_still_be_cancelled_and_comes_back() -> None:
    owing = reserved(account(), asks(TUESDAY), policy=Policy(advance_minutes=DAY))
    used = moved(owing, leaves.settle)

    assert moved(used, leaves.cancel).available == 0


def test_accrual_makes_up_for_every_run_that_was_missed_and_grants_nothing_twice() -> None:
    terms = Terms(hired=date(2025, 1, 31))
    late = Account(employee_id=MONA)
    late = late.after(bring_up_to_date(late, terms, stamp(date(2026, 3, 1))))
    daily = Account(employee_id=MONA)
    for day in (date(2025, 5, 1), date(2025, 12, 31), date(2026, 1, 31), date(2026, 3, 1)):
        daily = daily.after(bring_up_to_date(daily, terms, stamp(day)))

    assert late.available == daily.available == 15 * DAY
    assert {g.id for g in late.grants} == {g.id for g in daily.grants}
    assert len(late.grants) == 12
    assert not bring_up_to_date(late, terms, stamp(date(2026, 3, 1)))


def test_accrual_leaves_what_came_in_with_the_imported_balance() -> None:
    whole = Account(employee_id=MONA)
    change = bring_up_to_date(
        whole, Terms(hired=date(2020, 5, 1)), stamp(date(2026, 5, 1)), since=date(2026, 1, 1)
    )

    assert [g.id for g in change.grants] == [f"statutory:{MONA}:annual:6"]


def test_balances_keep_the_identity_of_total_used_and_remaining() -> None:
    whole = account(given("year", 15), given("reward", 1, bucket=Bucket.REWARD))
    whole = moved(reserved(whole, asks(TUESDAY, date(2026, 12, 2))), leaves.settle)
    whole = reserved(whole, asks(date(2026, 12, 3), key="doc-2"))
    now = balance(whole, stamp())

    assert (now.total, now.used, now.remaining) == (16, 3, 13)
    statutory, reward = now.buckets[:2]
    assert (statutory.granted, statutory.used, statutory.reserved, statutory.available) == (15, 2, 1, 12)
    assert (reward.bucket, reward.available_minutes) == (Bucket.REWARD, DAY)
    assert [(e.grant_id, e.days, e.last_day) for e in now.expiring] == [
        ("year", 12, LATER),
        ("reward", 1, LATER),
    ]
    old = classic(now)
    assert old.used_leave == old.total_leave - old.remaining_leave == 3


def test_a_balance_leaves_out_what_is_over_even_before_its_expiry_is_written() -> None:
    now = balance(account(given("old", 5, date(2026, 11, 19)), given("a", 1)), stamp())

    assert (now.total, now.used, now.remaining) == (1, 0, 1)


def test_a_balance_counts_halves_and_quarters() -> None:
    now = balance(account(given("a", 1.75)), stamp())

    assert (now.total, now.remaining) == (1.75, 1.75)


def test_grants_are_shown_with_what_is_left_the_first_to_expire_first() -> None:
    whole = reserved(account(given("late", 5, LATER), given("soon", 1, SOON)), asks(TUESDAY))

    assert [(v.grant.id, v.days, v.remaining_days, v.live) for v in grants(whole, stamp())] == [
        ("soon", 1, 0, True),
        ("late", 5, 5, True),
    ]


def test_heads_of_departments_adjust_rewards_of_others_up_to_five_days_a_year() -> None:
    head = stamp(by=3)
    whole = account()
    whole = whole.after(ledger.adjust(whole, Bucket.REWARD, 3 * DAY, "수고", "k1", head))
    whole = whole.after(ledger.adjust(whole, Bucket.REWARD, -1 * DAY, "착오", "k2", head))

    refuse_managers_adjustment(whole, Bucket.REWARD, DAY, head)
    refuse_managers_adjustment(whole, Bucket.REWARD, 5 * DAY, stamp(date(2027, 1, 2), by=3))
    with pytest.raises(Denied, match="1일 남았습니다"):
        refuse_managers_adjustment(whole, Bucket.REWARD, round(1.25 * DAY), head)
    with pytest.raises(Denied, match="포상휴가만"):
        refuse_managers_adjustment(whole, Bucket.STATUTORY, DAY, head)


def test_nobody_adjusts_their_own_leave() -> None:
    with pytest.raises(Denied):
        refuse_own_adjustment(account(), stamp(TODAY, by=MONA))
    with pytest.raises(Denied):
        refuse_managers_adjustment(account(), Bucket.REWARD, DAY, stamp(TODAY, by=MONA))


def test_a_grant_that_is_used_up_takes_no_part() -> None:
    whole = reserved(account(given("soon", 1, SOON), given("late", 5, LATER)), asks(TUESDAY))

    assert took(whole, Want(TUESDAY, DAY)) == [(1, "late", 1)]
