"""Moves that the worked examples do not reach."""

import pytest
from msgspec.structs import replace

from maru.erp.approvals.contract import (
    Action,
    DocumentState,
    InvalidState,
    NoApprover,
    StepActivated,
    StepRole,
)
from maru.erp.approvals.domain.changes import reassign, recall
from maru.erp.approvals.domain.line import Step, Why
from maru.erp.approvals.domain.policy import Policy, RecallPolicy
from tests.erp.approvals.paper import (
    A1,
    A2,
    A3,
    D,
    X,
    by,
    did,
    on_way,
    serial,
    states,
    step,
)

AGREE = StepRole.AGREE


def test_whoever_causes_a_fact_is_not_told_of_it() -> None:
    assert reassign(on_way(serial(A1, A2)), by(D), A2.id, X).events[0].audience == ()
    assert reassign(on_way(serial(A1, A2)), by(A2), A2.id, X).events[0].audience == (D.id,)


def test_a_recall_can_be_limited_to_papers_that_nobody_decided() -> None:
    policy = Policy(recall=RecallPolicy.BEFORE_FIRST_DECISION)
    paper = on_way(serial(A1, A2), policy)
    assert recall(paper, by(D)).document.state is DocumentState.RECALLED
    with pytest.raises(InvalidState):
        recall(did(paper, A1, Action.APPROVE).document, by(D))


def test_a_planned_post_review_blocks_nobody() -> None:
    line = serial(A1, A2, A3)
    posted = (
        line[0].steps[0],
        Step(id="s2", role=StepRole.APPROVE, approver=A2, post=True),
        line[0].steps[2],
    )
    paper = did(on_way((replace(line[0], steps=posted),)), A1, Action.APPROVE)
    assert states(paper.document) == ["APPROVED", "POST_PENDING", "ACTIVE"]
    passed = paper.events[1]
    assert isinstance(passed, StepActivated) and (passed.outcome, passed.audience) == (
        "POST_PENDING",
        (A2.id,),
    )
    done = did(paper.document, A3, Action.APPROVE).document
    assert done.state is DocumentState.APPROVED
    assert did(done, A2, Action.POST_REVIEW).document.state is DocumentState.APPROVED


def test_a_consent_may_come_before_its_turn_where_the_form_allows_it() -> None:
    line = (*serial(A1), *serial(X, role=AGREE), *serial(A2))
    ahead = did(on_way(line, Policy(consent_early=True)), X, Action.AGREE)
    assert states(ahead.document) == ["ACTIVE", "APPROVED", "WAITING"]
    undone = did(ahead.document, X, Action.UNDO)
    assert states(undone.document) == ["ACTIVE", "WAITING", "WAITING"]
    on = did(ahead.document, A1, Action.APPROVE)
    assert states(on.document) == ["APPROVED", "APPROVED", "ACTIVE"]
    with pytest.raises(InvalidState):
        did(on_way(line), X, Action.AGREE)


def test_the_drafter_in_their_own_line_is_skipped_and_never_the_only_approver() -> None:
    assert states(on_way(serial(D, A1))) == ["SKIPPED", "ACTIVE"]
    with pytest.raises(NoApprover):
        on_way(serial(D))
    with pytest.raises(NoApprover):
        on_way(serial(X, role=AGREE))


def test_a_rule_keeps_its_reason_on_the_step() -> None:
    line = serial(A1, A2)
    why = Why(text="지출 300만원 초과 → 본부장", rule="expense-large")
    ruled = (replace(line[0], steps=(line[0].steps[0], replace(line[0].steps[1], why=why))),)
    assert step(on_way(ruled), "s2").why == why
