"""A leave from asking to the end: the moves there are, and what each writes in the ledger."""

import itertools
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from msgspec.structs import replace

from maru.chassis.problems import Denied
from maru.erp.leave.contract import (
    InsufficientBalance,
    InvalidState,
    Kind,
    LeaveState,
    OverlappingLeave,
    Reservation,
    Unit,
)
from maru.erp.leave.domain import leaves
from maru.erp.leave.domain.account import Account, Change, Stamp
from maru.erp.leave.domain.days import KOREA, WorkPattern
from maru.erp.leave.domain.leaves import NEXT, Move, after, same_ask
from maru.erp.leave.domain.preview import preview
from tests.erp.leave.desk import AT, DAY, account, asks, given, moved, reserved, stamp, told

TUESDAY = date(2026, 12, 1)
SOON = date(2026, 12, 2)
UNTIL: datetime = AT + timedelta(minutes=10)


def held(whole: Account) -> Account:
    return whole.after(leaves.reserve(whole, asks(TUESDAY), _count(), stamp(), hold_until=UNTIL))


def _count() -> int:
    return DAY


@pytest.mark.parametrize(("state", "move"), sorted(set(itertools.product(LeaveState, Move)) - NEXT.keys()))
def test_every_move_that_is_not_in_the_table_is_refused(state: LeaveState, move: Move) -> None:
    leave = Reservation(key="k", employee_id=7, state=state)

    with pytest.raises(InvalidState, match="이미 처리된 신청입니다"):
        after(leave, move)


@pytest.mark.parametrize(("state", "move"), sorted(NEXT))
def test_every_move_of_the_table_leads_on_and_raises_the_version(state: LeaveState, move: Move) -> None:
    moved_on = after(Reservation(key="k", employee_id=7, state=state, hold_until=UNTIL), move)

    assert (moved_on.state, moved_on.version, moved_on.hold_until) == (NEXT[state, move], 2, None)


def test_a_day_is_reserved_at_submit_and_released_and_used_at_approval() -> None:
    submitted = reserved(account(given("a", 5)), asks(TUESDAY))
    assert submitted.available == 4 * DAY

    approved = moved(submitted, leaves.settle)
    assert told(approved) == [(Kind.GRANT, 5), (Kind.RESERVE, -1), (Kind.RELEASE, 1), (Kind.USE, -1)]
    assert approved.available == 4 * DAY
    assert {line.document_id for line in approved.lines[1:]} == {"doc-1"}
    assert approved.reservations[0].state is LeaveState.SETTLED


def test_a_rejected_leave_comes_back_whole() -> None:
    rejected = moved(reserved(account(given("a", 5)), asks(TUESDAY)), leaves.release)

    assert told(rejected)[1:] == [(Kind.RESERVE, -1), (Kind.RELEASE, 1)]
    assert rejected.reservations[0].state is LeaveState.RELEASED


def test_what_comes_back_to_a_grant_that_is_over_expires_at_once() -> None:
    waiting = reserved(account(given("a", 1, SOON)), asks(TUESDAY))
    rejected = moved(waiting, leaves.release, stamp(date(2026, 12, 3)))

    assert told(rejected)[2:] == [(Kind.RELEASE, 1), (Kind.EXPIRE, -1)]
    assert rejected.available == 0


def test_an_approval_after_the_expiry_still_uses_the_reserved_day() -> None:
    waiting = reserved(account(given("a", 1, SOON)), asks(TUESDAY))
    approved = moved(waiting, leaves.settle, stamp(date(2026, 12, 3)))

    assert told(approved)[2:] == [(Kind.RELEASE, 1), (Kind.USE, -1)]


def test_a_cancelled_leave_returns_to_the_same_grants() -> None:
    whole = account(given("soon", 1, SOON), given("late", 5))
    used = moved(reserved(whole, asks(TUESDAY, date(2026, 12, 2))), leaves.settle)
    cancelled = moved(used, leaves.cancel)

    assert [(x.grant_id, x.kind, x.minutes / DAY) for x in cancelled.lines[-2:]] == [
        ("soon", Kind.CANCEL, 1),
        ("late", Kind.CANCEL, 1),
    ]
    assert cancelled.remaining() == {"soon": DAY, "late": 5 * DAY}
    assert cancelled.reservations[0].state is LeaveState.CANCELLED


def test_single_days_of_a_leave_can_be_cancelled_and_then_the_rest() -> None:
    used = moved(reserved(account(given()), asks(TUESDAY, date(2026, 12, 3))), leaves.settle)
    second = leaves.cancel(used, used.reservations[0], stamp(), dates=[date(2026, 12, 2)])
    part = used.after(second)

    assert part.available == 3 * DAY
    assert [d.date.day for d in part.reservations[0].days] == [1, 3]
    assert part.reservations[0].state is LeaveState.SETTLED
    with pytest.raises(InvalidState, match="이 휴가에 없습니다"):
        leaves.cancel(part, part.reservations[0], stamp(), dates=[date(2026, 12, 2)])
    assert moved(part, leaves.cancel).available == 5 * DAY


def test_past_days_are_cancelled_by_hr_only() -> None:
    used = moved(reserved(account(given()), asks(TUESDAY, date(2026, 12, 2))), leaves.settle)
    on_the_second = stamp(date(2026, 12, 2))

    with pytest.raises(Denied):
        leaves.cancel(used, used.reservations[0], on_the_second)
    leaves.cancel(used, used.reservations[0], on_the_second, dates=[date(2026, 12, 2)])
    assert leaves.cancel(used, used.reservations[0], on_the_second, by_hr=True).minutes == 2 * DAY


def test_a_hold_takes_the_days_until_it_is_confirmed_or_lapses() -> None:
    holding = held(account(given("a", 1)))
    assert (holding.available, holding.reservations[0].hold_until) == (0, UNTIL)

    confirmed = moved(holding, leaves.confirm)
    assert (confirmed.available, confirmed.reservations[0].state) == (0, LeaveState.RESERVED)
    lapsed = moved(holding, leaves.lapse)
    assert (lapsed.available, lapsed.reservations[0].state) == (DAY, LeaveState.LAPSED)


def test_a_document_that_was_submitted_after_its_hold_lapsed_reserves_anew() -> None:
    lapsed = moved(held(account(given("a", 1))), leaves.lapse)
    confirmed = moved(lapsed, leaves.confirm)

    assert (confirmed.available, confirmed.reservations[0].state) == (0, LeaveState.RESERVED)
    assert told(moved(confirmed, leaves.settle))[-1] == (Kind.USE, -1)


def test_a_lapsed_hold_is_refused_when_its_days_are_gone_or_taken() -> None:
    whole = account(given("a", 2))
    counting = reserved(whole, asks(TUESDAY)).reservations[0]
    lapsed = replace(counting, state=LeaveState.LAPSED)

    taken = reserved(whole, asks(TUESDAY, key="doc-2"))
    with pytest.raises(OverlappingLeave):
        leaves.confirm(taken, lapsed, stamp())
    spent = reserved(whole, asks(date(2026, 12, 2), date(2026, 12, 3), key="doc-2"))
    with pytest.raises(InsufficientBalance):
        leaves.confirm(spent, lapsed, stamp())


def test_a_leave_without_dates_takes_days_that_are_live_today() -> None:
    ask = replace(asks(TUESDAY), start_date=None, end_date=None, leave_days=1.5)
    whole = account(given("a", 2))
    waiting = whole.after(leaves.reserve(whole, ask, round(1.5 * DAY), stamp()))

    assert (waiting.available, waiting.reservations[0].days) == (round(0.5 * DAY), ())
    assert told(moved(waiting, leaves.settle))[-1] == (Kind.USE, -1.5)
    assert moved(moved(waiting, leaves.settle), leaves.cancel).available == 2 * DAY


def test_morning_and_afternoon_of_one_day_are_two_leaves_and_a_whole_day_is_refused() -> None:
    whole = reserved(account(given()), asks(TUESDAY, unit=Unit.HALF_AM))
    whole = reserved(whole, asks(TUESDAY, unit=Unit.HALF_PM, key="doc-2"))

    assert whole.available == 4 * DAY
    with pytest.raises(OverlappingLeave):
        reserved(whole, asks(TUESDAY, key="doc-3"))


def test_the_same_question_is_known_again_and_another_is_not() -> None:
    leave = reserved(account(given()), asks(TUESDAY)).reservations[0]

    assert same_ask(leave, asks(TUESDAY))
    assert not same_ask(leave, asks(TUESDAY, unit=Unit.HALF_AM))
    assert not same_ask(leave, asks(date(2026, 12, 2)))


def test_lines_say_in_words_what_happened_and_on_what_they_rest() -> None:
    line = reserved(account(given()), asks(date(2026, 12, 24), date(2026, 12, 28))).lines[-1]

    assert line.explanation == "2026. 12. 24.~2026. 12. 28. 휴가 2일을 신청하여 예약하였습니다."
    assert (line.effective_date, line.article, line.rule_version, line.created_by) == (
        date(2026, 12, 24),
        "근로기준법 제60조제5항",
        "2026-08-20",
        1,
    )


def looked(whole: Account, start: date, end: date, unit: Unit = Unit.DAY) -> object:
    seen = preview(whole, asks(start, end, unit), WorkPattern(), KOREA, stamp())
    return (
        seen.counted_days,
        seen.before,
        seen.after,
        [problem.code for problem in seen.problems],
    )


def test_a_preview_counts_the_days_and_shows_the_balance_before_and_after() -> None:
    seen = preview(
        account(given("a", 5)), asks(date(2026, 12, 24), date(2026, 12, 25)), WorkPattern(), KOREA, stamp()
    )

    assert [(d.date.day, d.minutes, d.reason) for d in seen.days] == [(24, DAY, None), (25, 0, "성탄절")]
    assert (seen.counted_days, seen.before, seen.after, seen.problems) == (1, 5, 4, ())


def test_a_preview_names_everything_that_blocks_instead_of_refusing() -> None:
    whole = reserved(account(given("a", 2)), asks(TUESDAY))

    assert looked(whole, TUESDAY, date(2026, 12, 2)) == (
        2,
        1,
        -1,
        ["overlapping-leave", "insufficient-balance"],
    )
    assert looked(whole, date(2026, 12, 5), date(2026, 12, 6)) == (0, 1, 1, ["nothing-to-take"])
    assert looked(whole, TUESDAY, SOON, Unit.HALF_AM) == (0, 1, 1, ["invalid-leave"])


def test_a_preview_of_a_leave_without_dates_weighs_its_days() -> None:
    ask = replace(asks(TUESDAY), start_date=None, end_date=None, leave_days=1.0)

    assert preview(account(given("a", 5)), ask, WorkPattern(), KOREA, stamp()).after == 4


@pytest.mark.parametrize("move", [leaves.settle, leaves.release, leaves.cancel, leaves.confirm])
def test_nothing_is_written_by_a_move_that_is_refused(
    move: Callable[[Account, Reservation, Stamp], Change],
) -> None:
    done = moved(reserved(account(given()), asks(TUESDAY)), leaves.release)

    with pytest.raises(InvalidState):
        move(done, done.reservations[0], stamp())
