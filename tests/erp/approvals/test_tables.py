import itertools

import pytest
from msgspec.structs import replace

from maru.erp.approvals.contract import (
    Action,
    AlreadyDecided,
    DocumentState,
    InvalidState,
    Person,
    StepState,
    ViewerState,
)
from maru.erp.approvals.domain.case import Choice
from maru.erp.approvals.domain.changes import change_line, escalate, reassign, recall, void
from maru.erp.approvals.domain.decisions import decide
from maru.erp.approvals.domain.document import Act, Document, Outcome
from maru.erp.approvals.domain.drafting import comment, discard, edit, redraft, submit
from maru.erp.approvals.domain.policy import FinalAuthority, Policy
from maru.erp.approvals.domain.tables import (
    DELEGATION_NEXT,
    NEXT,
    STEP_NEXT,
    VIEWER_NEXT,
    DelegationMove,
    DelegationState,
    DocumentMove,
    StepMove,
    ViewerMove,
    after,
    documents_after,
    step_after,
)
from tests.erp.approvals.paper import A1, A2, NOON, PEOPLE, D, X, by, drafted, form, on_way, serial

# Section 4.2, written once more by hand: the states that each move is allowed in.
ALLOWED = {
    "EDIT SUBMIT DISCARD": "DRAFT",
    "APPROVE AGREE DISAGREE FINAL EARLY REJECT RETURN HOLD RESUME UNDO": "IN_PROGRESS",
    "CHANGE_LINE ESCALATE RECALL": "IN_PROGRESS",
    "REASSIGN POST_REVIEW": "IN_PROGRESS APPROVED",
    "VOID": "APPROVED",
    "REDRAFT": "REJECTED RECALLED",
    "COMMENT": "DRAFT IN_PROGRESS APPROVED REJECTED RECALLED VOIDED",
}
# Section 4.3: a move's result for each of WAITING ACTIVE HELD APPROVED DISAGREED REJECTED SKIPPED POST_PENDING
# POST_DONE CLOSED; "-" is refused.
STEP_ROWS = """
ACTIVATE       ACTIVE       -            -            -      -      - -       -            - -
APPROVE        -            APPROVED     APPROVED     -      -      - -       -            - -
FINAL          -            APPROVED     APPROVED     -      -      - -       -            - -
EARLY          APPROVED     -            -            -      -      - -       -            - -
EARLY_AGREE    APPROVED     -            -            -      -      - -       -            - -
EARLY_DISAGREE DISAGREED    -            -            -      -      - -       -            - -
DISAGREE       -            DISAGREED    DISAGREED    -      -      - -       -            - -
REJECT         -            REJECTED     REJECTED     -      -      - -       -            - -
RETURN         -            WAITING      WAITING      -      -      - -       -            - -
HOLD           -            HELD         -            -      -      - -       -            - -
RESUME         -            -            ACTIVE       -      -      - -       -            - -
REOPEN         -            -            -            ACTIVE ACTIVE - WAITING -            - -
DEACTIVATE     -            WAITING      -            -      -      - -       -            - -
SKIP           SKIPPED      SKIPPED      SKIPPED      -      -      - -       -            - -
BYPASS         POST_PENDING POST_PENDING POST_PENDING -      -      - -       -            - -
POST_REVIEW    -            -            -            -      -      - -       POST_DONE    - -
REASSIGN       WAITING      ACTIVE       ACTIVE       -      -      - -       POST_PENDING - -
CLOSE          CLOSED       CLOSED       CLOSED       -      -      - -       CLOSED       - -
"""


def test_the_documents_table_is_the_one_that_was_agreed() -> None:
    agreed = {
        (DocumentState(state), DocumentMove(move))
        for moves, states in ALLOWED.items()
        for move in moves.split()
        for state in states.split()
    }
    assert agreed == NEXT.keys()


def test_the_steps_table_is_the_one_that_was_agreed() -> None:
    agreed = {}
    for row in STEP_ROWS.strip().splitlines():
        move, *results = row.split()
        for state, result in zip(StepState, results, strict=True):
            if result != "-":
                agreed[state, StepMove(move)] = StepState(result)
    assert agreed == STEP_NEXT


@pytest.mark.parametrize(
    ("state", "move"), sorted(set(itertools.product(DocumentState, DocumentMove)) - NEXT.keys())
)
def test_every_move_that_is_not_in_the_documents_table_is_refused(
    state: DocumentState, move: DocumentMove
) -> None:
    with pytest.raises(InvalidState) as refusal:
        documents_after(state, move)
    assert refusal.value.members == {"state": state.value, "move": move.value}


@pytest.mark.parametrize(
    ("state", "move"), sorted(set(itertools.product(StepState, StepMove)) - STEP_NEXT.keys())
)
def test_every_move_that_is_not_in_the_steps_table_is_refused(state: StepState, move: StepMove) -> None:
    with pytest.raises(InvalidState):
        step_after(state, move)


@pytest.mark.parametrize(
    ("state", "move"), sorted(set(itertools.product(ViewerState, ViewerMove)) - VIEWER_NEXT.keys())
)
def test_every_move_that_is_not_in_the_viewers_table_is_refused(state: ViewerState, move: ViewerMove) -> None:
    with pytest.raises(InvalidState):
        after(VIEWER_NEXT, state, move, "no")


@pytest.mark.parametrize(
    ("state", "move"),
    sorted(set(itertools.product(DelegationState, DelegationMove)) - DELEGATION_NEXT.keys()),
)
def test_every_move_that_is_not_in_the_delegations_table_is_refused(
    state: DelegationState, move: DelegationMove
) -> None:
    with pytest.raises(InvalidState):
        after(DELEGATION_NEXT, state, move, "no")


ANYTHING = Policy(
    early=True,
    consent_early=True,
    consent_opinion_only=True,
    final_authority=(FinalAuthority(title="팀장"),),
)


def _command(move: DocumentMove, document: Document) -> Outcome | Document:
    """The use case behind each move, by somebody who has every right to it."""
    drafter = Act(D.id, NOON)
    if move is DocumentMove.EDIT:
        return edit(document, drafter, title="새 제목")
    if move is DocumentMove.SUBMIT:
        return submit(document, drafter, form(ANYTHING), PEOPLE)
    if move is DocumentMove.DISCARD:
        return discard(document, drafter)
    if move is DocumentMove.REDRAFT:
        return redraft(document, drafter, "d2", 13, form(ANYTHING))
    if move is DocumentMove.COMMENT:
        return comment(document, drafter)
    if move is DocumentMove.RECALL:
        return recall(document, drafter)
    if move is DocumentMove.CHANGE_LINE:
        return change_line(document, drafter, ())
    if move is DocumentMove.REASSIGN:
        return reassign(document, drafter, A1.id, X)
    if move is DocumentMove.ESCALATE:
        return escalate(document, Act(None, NOON), "s1", X)
    if move is DocumentMove.VOID:
        return void(document, Act(None, NOON), "d9")
    return decide(document, by(A1), Choice(action=Action(move.value), step_id="s1", comment="사유"))


@pytest.mark.parametrize(
    ("state", "move"), sorted(set(itertools.product(DocumentState, DocumentMove)) - NEXT.keys())
)
def test_every_use_case_asks_the_documents_table(state: DocumentState, move: DocumentMove) -> None:
    line = serial(A1, A2)
    document = drafted(line) if state is DocumentState.DRAFT else on_way(line, ANYTHING)
    with pytest.raises(InvalidState):
        _command(move, replace(document, state=state))


DECISIONS = {
    Action.APPROVE: StepMove.APPROVE,
    Action.FINAL: StepMove.FINAL,
    Action.EARLY: StepMove.EARLY,
    Action.REJECT: StepMove.REJECT,
    Action.RETURN: StepMove.RETURN,
    Action.HOLD: StepMove.HOLD,
    Action.RESUME: StepMove.RESUME,
    Action.POST_REVIEW: StepMove.POST_REVIEW,
}
REFUSED = sorted(
    (state, action)
    for state, action in itertools.product(StepState, DECISIONS)
    if (state, DECISIONS[action]) not in STEP_NEXT
)


@pytest.mark.parametrize(("state", "action"), REFUSED)
def test_every_decision_asks_the_steps_table_and_a_decided_step_says_who_was_first(
    state: StepState, action: Action
) -> None:
    document = on_way(serial(A1, A2), ANYTHING)
    decided = state in (StepState.APPROVED, StepState.DISAGREED, StepState.REJECTED, StepState.POST_DONE)
    first: Person | None = A1 if decided else None
    steps = document.groups[0].steps
    odd = replace(steps[0], state=state, acted_by=first, decided_at=NOON if decided else None)
    changed = replace(document, groups=(replace(document.groups[0], steps=(odd, *steps[1:])),))

    with pytest.raises(AlreadyDecided if decided else InvalidState) as refusal:
        decide(changed, by(A1), Choice(action=action, step_id="s1", comment="사유"))
    if decided:
        assert refusal.value.members["decidedBy"] == A1.id
        assert refusal.value.members["decidedAt"] == NOON.isoformat()
