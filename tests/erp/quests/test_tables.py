"""Every move that is not in a table is refused."""

import itertools
from datetime import UTC, datetime

import pytest

from maru.erp.quests.contract import (
    AlreadyDecided,
    InvalidState,
    NotApproved,
    Progress,
    ProgressState,
    Quest,
    QuestState,
)
from maru.erp.quests.domain import NEXT, NEXT_QUEST, Move, QuestMove, moved, quest_after

NOW = datetime(2026, 7, 1, tzinfo=UTC)


def progress(state: ProgressState) -> Progress:
    decided = state in (ProgressState.APPROVED, ProgressState.REJECTED, ProgressState.CLAIMED)
    return Progress(
        quest_id=1,
        employee_id=1,
        status=state,
        accepted_at=NOW,
        decided_by=3 if decided else None,
        decided_at=NOW if decided else None,
    )


def quest(state: QuestState) -> Quest:
    return Quest(title="a", reward_days=1, department="SALES", created_by=3, status=state, created_at=NOW)


@pytest.mark.parametrize(("state", "move"), sorted(set(itertools.product(ProgressState, Move)) - NEXT.keys()))
def test_progress_refuses_every_other_move(state: ProgressState, move: Move) -> None:
    early = move is Move.CLAIM and state is not ProgressState.CLAIMED
    with pytest.raises(NotApproved if early else (InvalidState, AlreadyDecided)) as refused:
        moved(progress(state), move, 2)

    assert refused.value.status == (400 if early else 409)


@pytest.mark.parametrize(("state", "move"), sorted(NEXT))
def test_progress_moves_as_the_table_says(state: ProgressState, move: Move) -> None:
    after = moved(progress(state), move, 2)

    assert (after.status, after.version) == (NEXT[state, move], 2)


@pytest.mark.parametrize(
    ("state", "move"), sorted(set(itertools.product(QuestState, QuestMove)) - NEXT_QUEST.keys())
)
def test_a_quest_refuses_every_other_move(state: QuestState, move: QuestMove) -> None:
    with pytest.raises(InvalidState):
        quest_after(quest(state), move)


@pytest.mark.parametrize(("state", "move"), sorted(NEXT_QUEST))
def test_a_quest_moves_as_the_table_says(state: QuestState, move: QuestMove) -> None:
    assert quest_after(quest(state), move).status == NEXT_QUEST[state, move]
