"""The worked examples of the specification, W1 to W18; the leave ledger's part of them is tested with leave."""

import pytest
from msgspec.structs import replace

from maru.erp.approvals.contract import (
    Action,
    AlreadyDecided,
    Approved,
    DecisionKind,
    DocumentState,
    FinalAuthorityRequired,
    GroupKind,
    InvalidState,
    NotApprover,
    SelfApproval,
    StepDecided,
    StepReassigned,
    StepRole,
    Submitted,
)
from maru.erp.approvals.domain.case import Choice
from maru.erp.approvals.domain.changes import escalate, numbered, reassign, recall, void
from maru.erp.approvals.domain.decisions import decide
from maru.erp.approvals.domain.document import Act
from maru.erp.approvals.domain.drafting import edit, redraft, submit
from maru.erp.approvals.domain.policy import FinalAuthority, Policy
from tests.erp.approvals.paper import (
    A1,
    A2,
    A3,
    NOON,
    PEOPLE,
    D,
    F,
    G,
    X,
    Y,
    by,
    did,
    drafted,
    form,
    later,
    on_way,
    sent,
    serial,
    standing_in,
    states,
    step,
    together,
    told,
)

AGREE, FINANCE = StepRole.AGREE, StepRole.FINANCE_AGREE
LEAD_TO_A_MILLION = Policy(early=True, final_authority=(FinalAuthority(title="팀장", max_amount="1000000"),))


def test_w1_a_line_of_two_is_decided_in_order_and_numbered_at_the_end() -> None:
    submitted = sent(
        serial(A1, A2), form_id="leave", fields={"startDate": "2026-12-01", "endDate": "2026-12-01"}
    )
    assert states(submitted.document) == ["ACTIVE", "WAITING"]
    assert told(submitted) == ["submitted", "step.activated"]
    assert [e.audience for e in submitted.events] == [(), (A1.id,)]

    first = did(submitted.document, A1, Action.APPROVE)
    assert told(first) == ["step.decided", "step.activated"]
    assert first.events[1].audience == (A2.id,)

    second = did(first.document, A2, Action.APPROVE, hours=2)
    assert told(second) == ["step.decided", "approved"]
    assert second.wants_number and second.document.state is DocumentState.APPROVED

    done = numbered(second, 7)
    approved = done.events[-1]
    assert isinstance(approved, Approved)
    assert (done.document.number, approved.number, approved.audience) == ("LV-26-000007",) * 2 + ((D.id,),)
    assert not done.wants_number
    sequences = [e.sequence for o in (submitted, first, done) for e in o.events]
    assert sequences == list(range(1, 7)) and done.document.sequence == 6


def test_w2_a_second_approval_of_the_same_step_names_the_first() -> None:
    once = did(on_way(serial(A1, A2)), A1, Action.APPROVE, "s1")

    with pytest.raises(AlreadyDecided) as refusal:
        did(once.document, A1, Action.APPROVE, "s1", hours=2)
    assert refusal.value.members["decidedBy"] == A1.id
    assert refusal.value.members["decidedAt"] == later(1).isoformat()
    assert refusal.value.members["kind"] == "NORMAL"


def test_w3_of_a_final_approval_and_a_recall_whichever_comes_second_is_refused() -> None:
    waiting = did(on_way(serial(A1, A2)), A1, Action.APPROVE).document

    approved = did(waiting, A2, Action.APPROVE).document
    with pytest.raises(InvalidState):
        recall(approved, Act(D.id, later(1), seen=waiting.version))

    recalled = recall(waiting, Act(D.id, later(1), seen=waiting.version))
    assert told(recalled) == ["recalled"] and states(recalled.document) == ["APPROVED", "CLOSED"]
    assert set(recalled.events[0].audience) == {A1.id, A2.id}
    with pytest.raises(InvalidState):
        did(recalled.document, A2, Action.APPROVE)


def test_w4_a_final_authority_ends_the_line_up_to_its_amount() -> None:
    paper = on_way(serial(A1, A2, A3), LEAD_TO_A_MILLION, form_id="expense", fields={"amount": "800000"})
    done = did(paper, A1, Action.FINAL)

    assert done.document.state is DocumentState.APPROVED
    assert states(done.document) == ["APPROVED", "SKIPPED", "SKIPPED"]
    assert step(done.document, "s1").kind is DecisionKind.FINAL
    assert step(done.document, "s2").skipped == "FINAL"
    assert told(done) == ["step.decided", "approved"]
    with pytest.raises(InvalidState):
        did(done.document, A1, Action.UNDO)


def test_w4_above_its_amount_or_without_the_title_there_is_no_final_authority() -> None:
    dear = on_way(serial(A1, A2, A3), LEAD_TO_A_MILLION, form_id="expense", fields={"amount": 1_200_000})
    with pytest.raises(FinalAuthorityRequired):
        did(dear, A1, Action.FINAL)
    cheap = on_way(serial(A2, A3), LEAD_TO_A_MILLION, form_id="expense", fields={"amount": "800000"})
    with pytest.raises(FinalAuthorityRequired):
        did(cheap, A2, Action.FINAL)
    exact = on_way(serial(A1, A2), LEAD_TO_A_MILLION, form_id="expense", fields={"amount": "1000000"})
    assert did(exact, A1, Action.FINAL).document.state is DocumentState.APPROVED


def test_w5_an_early_decision_of_the_last_approver_completes_and_leaves_post_reviews() -> None:
    done = did(on_way(serial(A1, A2, A3), Policy(early=True)), A3, Action.EARLY)

    assert done.document.state is DocumentState.APPROVED and done.wants_number
    assert states(done.document) == ["POST_PENDING", "POST_PENDING", "APPROVED"]
    assert told(done) == ["step.decided", "approved"]
    decided = done.events[0]
    assert isinstance(decided, StepDecided) and decided.post_pending == (A1.id, A2.id)

    reviewed = did(done.document, A1, Action.POST_REVIEW)
    assert told(reviewed) == ["post_reviewed"] and not reviewed.wants_number
    assert states(reviewed.document) == ["POST_DONE", "POST_PENDING", "APPROVED"]
    assert reviewed.document.state is DocumentState.APPROVED


def test_w6_an_early_decision_in_the_middle_activates_the_one_after_it() -> None:
    done = did(on_way(serial(A1, A2, A3), Policy(early=True)), A2, Action.EARLY)

    assert states(done.document) == ["POST_PENDING", "APPROVED", "ACTIVE"]
    assert told(done) == ["step.decided", "step.activated"]
    assert step(done.document, "s2").kind is DecisionKind.EARLY


def test_w5_without_the_forms_leave_nobody_decides_early_and_nobody_rejects_early() -> None:
    with pytest.raises(InvalidState):
        did(on_way(serial(A1, A2, A3)), A3, Action.EARLY)
    with pytest.raises(InvalidState):
        did(on_way(serial(A1, A2, A3), Policy(early=True)), A3, Action.REJECT)


def test_w7_a_delegate_decides_and_the_paper_carries_both_names() -> None:
    paper, stands = on_way(serial(A1, A2)), (standing_in(A1, G),)
    done = did(paper, G, Action.APPROVE, delegations=stands)

    signed = step(done.document, "s1")
    assert (signed.acted_by, signed.on_behalf_of, signed.kind) == (G, A1, DecisionKind.PROXY)
    event = done.events[0]
    assert isinstance(event, StepDecided)
    assert (event.actor, event.on_behalf_of, event.audience) == (G.id, A1.id, (A1.id,))
    with pytest.raises(AlreadyDecided) as refusal:
        did(done.document, A1, Action.APPROVE, "s1")
    assert refusal.value.members["decidedBy"] == G.id and refusal.value.members["kind"] == "PROXY"
    with pytest.raises(InvalidState):
        did(done.document, G, Action.UNDO, "s1", delegations=stands)


def test_w7_the_form_may_ask_for_a_post_report() -> None:
    paper = on_way(serial(A1, A2), Policy(post_report=True))
    act = Act(G.id, later(1), report_due=later(200))
    done = decide(paper, act, Choice(action=Action.APPROVE), (standing_in(A1, G),))
    assert step(done.document, "s1").post_report_due == later(200)


def test_w8_a_drafter_is_not_the_delegate_of_their_own_approver() -> None:
    paper = on_way(serial(A1, A2))
    with pytest.raises(SelfApproval):
        did(paper, D, Action.APPROVE, delegations=(standing_in(A1, D),))
    assert states(paper) == ["ACTIVE", "WAITING"]


def test_w9_an_opinion_does_not_stop_a_parallel_consent_but_finance_does() -> None:
    opinions = Policy(consent_opinion_only=True)
    line = (together((X, AGREE), (Y, AGREE), (F, FINANCE)), *serial(A1))
    paper = on_way(line, opinions)
    assert states(paper) == ["ACTIVE", "ACTIVE", "ACTIVE", "WAITING"]

    disagreed = did(paper, X, Action.DISAGREE)
    agreed = did(disagreed.document, Y, Action.AGREE)
    finished = did(agreed.document, F, Action.AGREE)
    events = [*told(disagreed), *told(agreed), *told(finished)]
    assert events == ["step.decided", "step.decided", "step.decided", "step.activated"]
    assert states(finished.document) == ["DISAGREED", "APPROVED", "APPROVED", "ACTIVE"]

    refused = did(paper, F, Action.REJECT, comment="예산 초과")
    assert told(refused) == ["step.decided", "rejected"]
    assert refused.document.state is DocumentState.REJECTED
    assert states(refused.document) == ["CLOSED", "CLOSED", "REJECTED", "CLOSED"]
    assert refused.events[-1].audience == (D.id,)


def test_w9_under_opinion_only_a_consent_cannot_reject_and_finance_cannot_merely_disagree() -> None:
    paper = on_way((together((X, AGREE), (F, FINANCE)), *serial(A1)), Policy(consent_opinion_only=True))
    with pytest.raises(InvalidState):
        did(paper, X, Action.REJECT)
    with pytest.raises(InvalidState):
        did(paper, F, Action.DISAGREE)
    strict = on_way((together((X, AGREE), (F, FINANCE)), *serial(A1)))
    with pytest.raises(InvalidState):
        did(strict, X, Action.DISAGREE)
    assert did(strict, X, Action.REJECT).document.state is DocumentState.REJECTED


def test_w10_a_quorum_is_lost_when_it_cannot_be_reached_and_skips_the_rest_when_it_is() -> None:
    paper = on_way((together(A1, A2, A3, X, kind=GroupKind.QUORUM, percent=60),))

    one = did(paper, A1, Action.REJECT)
    assert one.document.state is DocumentState.IN_PROGRESS and told(one) == ["step.decided"]
    two = did(one.document, A2, Action.REJECT)
    assert told(two) == ["step.decided", "rejected"]
    assert states(two.document) == ["REJECTED", "REJECTED", "CLOSED", "CLOSED"]

    for person in (A1, A2):
        paper = did(paper, person, Action.APPROVE).document
    done = did(paper, X, Action.APPROVE)
    assert states(done.document) == ["APPROVED", "APPROVED", "SKIPPED", "APPROVED"]
    assert step(done.document, "s3").skipped == "QUORUM"
    assert done.document.state is DocumentState.APPROVED
    with pytest.raises(AlreadyDecided) as refusal:
        did(done.document, A3, Action.APPROVE)
    assert refusal.value.members["decidedBy"] == X.id


def test_w11_only_directly_following_steps_of_the_same_person_are_settled_together() -> None:
    done = did(on_way(serial(A1, A1, A2, A1)), A1, Action.APPROVE)

    assert states(done.document) == ["APPROVED", "SKIPPED", "ACTIVE", "WAITING"]
    assert step(done.document, "s2").skipped == "SAME_APPROVER"
    assert told(done) == ["step.decided", "step.activated"]
    again = did(did(done.document, A2, Action.APPROVE).document, A1, Action.APPROVE)
    assert again.document.state is DocumentState.APPROVED


def test_w12_a_return_opens_the_earlier_step_once_more_in_its_next_round() -> None:
    paper = did(on_way(serial(A1, A2)), A1, Action.APPROVE).document
    returned = did(paper, A2, Action.RETURN, comment="견적 확인")

    assert states(returned.document) == ["ACTIVE", "WAITING"]
    assert step(returned.document, "s1").round == 2 and step(returned.document, "s1").acted_by is None
    assert told(returned) == ["returned", "step.activated"]
    assert set(returned.events[0].audience) == {D.id, A1.id}
    assert returned.document.history[-1].comment == "견적 확인"
    assert [t.move for t in returned.document.history] == ["SUBMIT", "APPROVE", "RETURN"]


def test_w12_the_first_step_and_a_parallel_one_cannot_return_and_a_parallel_target_is_named() -> None:
    with pytest.raises(InvalidState):
        did(on_way(serial(A1, A2)), A1, Action.RETURN)
    paper = on_way((*serial(A1), together(X, Y), *serial(A2)))
    paper = did(paper, A1, Action.APPROVE).document
    with pytest.raises(InvalidState):
        did(paper, X, Action.RETURN)
    paper = did(did(paper, X, Action.APPROVE).document, Y, Action.APPROVE).document
    with pytest.raises(Exception, match="골라") as refusal:
        did(paper, A2, Action.RETURN)
    assert refusal.value.errors[0].path == "$.targetStepId"  # type: ignore[attr-defined]
    with pytest.raises(Exception, match="다시 골라"):
        did(paper, A2, Action.RETURN, target="s1")

    returned = did(paper, A2, Action.RETURN, target="s3")
    assert states(returned.document) == ["APPROVED", "APPROVED", "ACTIVE", "WAITING"]
    assert step(returned.document, "s3").round == 2


def test_w12_what_the_returned_step_had_skipped_waits_again_and_other_skips_stay() -> None:
    paper = did(on_way(serial(A1, A1, D, A2)), A1, Action.APPROVE).document
    assert states(paper) == ["APPROVED", "SKIPPED", "SKIPPED", "ACTIVE"]

    returned = did(paper, A2, Action.RETURN).document
    assert states(returned) == ["ACTIVE", "WAITING", "SKIPPED", "WAITING"]
    assert step(returned, "s3").skipped == "DRAFTER"


def test_w13_an_approval_can_be_taken_back_until_the_next_one_has_touched_the_paper() -> None:
    paper = did(on_way(serial(A1, A2)), A1, Action.APPROVE).document
    undone = did(paper, A1, Action.UNDO)

    assert states(undone.document) == ["ACTIVE", "WAITING"] and told(undone) == ["undone"]
    assert set(undone.events[0].audience) == {D.id, A2.id}
    assert step(undone.document, "s1").round == 1

    held = did(paper, A2, Action.HOLD).document
    with pytest.raises(InvalidState):
        did(held, A1, Action.UNDO)
    resumed = did(held, A2, Action.RESUME).document
    with pytest.raises(InvalidState):
        did(resumed, A1, Action.UNDO)
    with pytest.raises(NotApprover):
        did(paper, A2, Action.UNDO, "s1")


def test_w13_taking_back_the_approval_that_reached_a_quorum_asks_the_skipped_once_more() -> None:
    line = (together(A1, A2, X, kind=GroupKind.QUORUM, need=2), *serial(A3))
    paper = did(did(on_way(line), A1, Action.APPROVE).document, A2, Action.APPROVE).document
    assert states(paper) == ["APPROVED", "APPROVED", "SKIPPED", "ACTIVE"]

    undone = did(paper, A2, Action.UNDO)
    assert states(undone.document) == ["APPROVED", "ACTIVE", "ACTIVE", "WAITING"]
    assert told(undone) == ["undone", "step.activated"]


def test_w14_a_leavers_waiting_step_goes_to_the_successor_who_is_not_told_before_their_turn() -> None:
    moved = reassign(on_way(serial(A1, A2)), Act(9, later(1)), A2.id, X, Y)

    assert states(moved.document) == ["ACTIVE", "WAITING"]
    assert step(moved.document, "s2").approver == X
    assert told(moved) == ["step.reassigned"] and moved.events[0].audience == (D.id,)
    event = moved.events[0]
    assert isinstance(event, StepReassigned) and (event.was_name, event.approver_name) == (A2.name, X.name)
    trace = moved.document.history[-1]
    assert (trace.was, trace.now, moved.document.past) == (A2, X, (A2.id,))

    now = reassign(on_way(serial(A1, A2)), Act(9, later(1)), A1.id, X).events[0]
    assert set(now.audience) == {D.id, X.id}


def test_w14_nothing_decided_moves_and_the_drafter_is_no_successor() -> None:
    paper = did(on_way(serial(A1, A2)), A1, Action.APPROVE).document
    with pytest.raises(InvalidState):
        reassign(paper, Act(9, later(1)), A1.id, X)
    with pytest.raises(SelfApproval):
        reassign(paper, Act(9, later(1)), A2.id, D)
    early = did(on_way(serial(A1, A2), Policy(early=True)), A2, Action.EARLY).document
    given = reassign(early, Act(9, later(1)), A1.id, X)
    assert states(given.document) == ["POST_PENDING", "APPROVED"]
    assert given.document.state is DocumentState.APPROVED and not given.wants_number


def test_w15_a_rejected_paper_stays_and_its_next_revision_goes_its_own_way() -> None:
    rejected = did(on_way(serial(A1, A2)), A1, Action.REJECT).document
    again = redraft(rejected, by(D), "d2", 13, form())

    assert rejected.state is DocumentState.REJECTED
    assert (again.state, again.previous_id, again.revision, again.version) == (
        DocumentState.DRAFT,
        "d1",
        2,
        1,
    )
    changed = edit(again, by(D), title="모니터 구매").document
    resent = submit(changed, by(D, 2), form(), PEOPLE)
    assert told(resent) == ["submitted", "step.activated"]
    submitted = resent.events[0]
    assert isinstance(submitted, Submitted) and submitted.previous_id == "d1"
    assert states(resent.document) == ["ACTIVE", "WAITING"]


def test_w16_an_approved_cancellation_voids_the_original() -> None:
    original = numbered(did(on_way(serial(A1)), A1, Action.APPROVE), 1).document
    voided = void(original, Act(None, later(5)), cancelled_by="d9")

    assert voided.document.state is DocumentState.VOIDED and told(voided) == ["voided"]
    assert voided.document.number == original.number
    with pytest.raises(InvalidState):
        void(voided.document, Act(None, later(6)), cancelled_by="d9")


def test_w16_open_post_reviews_close_with_a_void() -> None:
    early = did(on_way(serial(A1, A2), Policy(early=True)), A2, Action.EARLY).document
    assert states(void(early, Act(None, later(5)), "d9").document) == ["CLOSED", "APPROVED"]


def test_w17_an_overdue_step_leaves_the_first_inbox_and_is_active_in_the_other() -> None:
    moved = escalate(on_way(serial(A1, A2)), Act(None, later(10)), "s1", A3)

    assert told(moved) == ["step.escalated"]
    assert step(moved.document, "s1").approver == A3 and states(moved.document) == ["ACTIVE", "WAITING"]
    assert set(moved.events[0].audience) == {A1.id, A3.id}
    with pytest.raises(NotApprover):
        did(moved.document, A1, Action.APPROVE, "s1")


def test_w18_a_paper_stays_on_the_version_of_its_form_that_it_was_submitted_with() -> None:
    third = replace(form(Policy(early=True)), version=3)
    paper = submit(drafted(serial(A1, A2)), Act(D.id, NOON), third, PEOPLE).document
    decided = did(paper, A2, Action.EARLY).events[0]

    assert decided.form_version == 3 and paper.policy.early
