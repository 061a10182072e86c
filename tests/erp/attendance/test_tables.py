"""Every move that is not in a table is refused."""

import itertools
from datetime import UTC, date, datetime

import pytest

from maru.erp.attendance.contract import (
    AlreadyDecided,
    Correction,
    CorrectionState,
    DayState,
    InvalidState,
    WorkDay,
)
from maru.erp.attendance.domain import NEXT, NEXT_DAY, DayMove, Move, decided, moved

NOW = datetime(2026, 7, 1, tzinfo=UTC)
ASKED = Correction(employee_id=1, work_date=date(2026, 6, 30), reason="사유", created_at=NOW)


def day(state: DayState) -> WorkDay:
    return WorkDay(employee_id=1, work_date=date(2026, 7, 1), state=state)


@pytest.mark.parametrize(
    ("state", "move"), sorted(set(itertools.product(DayState, DayMove)) - NEXT_DAY.keys())
)
def test_a_day_refuses_every_other_move(state: DayState, move: DayMove) -> None:
    with pytest.raises(InvalidState):
        moved(day(state), move)


@pytest.mark.parametrize(("state", "move"), sorted(NEXT_DAY))
def test_a_day_moves_as_the_table_says(state: DayState, move: DayMove) -> None:
    after = moved(day(state), move)

    assert (after.state, after.version) == (NEXT_DAY[state, move], 1)


@pytest.mark.parametrize(
    ("state", "move"), sorted(set(itertools.product(CorrectionState, Move)) - NEXT.keys())
)
def test_a_correction_refuses_every_other_move(state: CorrectionState, move: Move) -> None:
    recalled = state is CorrectionState.RECALLED
    by, at = (None, None) if recalled else (3, NOW)
    asked = Correction(
        employee_id=1,
        work_date=date(2026, 6, 30),
        reason="사유",
        state=state,
        decided_by=by,
        decided_at=at,
        created_at=NOW,
    )

    with pytest.raises(InvalidState if recalled else AlreadyDecided):
        decided(asked, move, by=4, comment="의견", now=NOW)


@pytest.mark.parametrize(("state", "move"), sorted(NEXT))
def test_a_correction_moves_as_the_table_says(state: CorrectionState, move: Move) -> None:
    assert decided(ASKED, move, by=3, comment="의견", now=NOW).state == NEXT[state, move]
