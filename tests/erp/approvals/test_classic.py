import msgspec
import pytest
from msgspec.structs import replace

from maru.erp.approvals.classic import (
    ApprovalRequest,
    ApprovalResult,
    ClassicCreate,
    ClassicStepAsk,
    OwnApprover,
    QueuedStep,
    StepsOutOfOrder,
    TitleRequired,
)
from maru.erp.approvals.contract import (
    Action,
    AlreadyDecided,
    DocumentState,
    InvalidState,
    NotApprover,
    StepRole,
    StepState,
)
from maru.erp.approvals.domain.changes import recall, void
from maru.erp.approvals.domain.classic import (
    decide_classic,
    fields_of,
    form_of,
    line_of,
    messages,
    picture,
    queued,
    status_of,
)
from maru.erp.approvals.domain.document import Act
from maru.erp.approvals.domain.line import Step
from maru.erp.approvals.domain.policy import Policy
from tests.erp.approvals.paper import (
    A1,
    A2,
    D,
    G,
    X,
    by,
    did,
    drafted,
    later,
    on_way,
    sent,
    serial,
    standing_in,
    states,
)

STATUS = {
    StepState.APPROVED: "approved",
    StepState.DISAGREED: "approved",
    StepState.SKIPPED: "approved",
    StepState.POST_DONE: "approved",
    StepState.REJECTED: "rejected",
}


@pytest.mark.parametrize("state", StepState)
def test_a_step_has_one_of_three_statuses(state: StepState) -> None:
    step = Step(id="s1", role=StepRole.APPROVE, approver=A1, state=state)
    assert status_of(step) == STATUS.get(state, "pending")


def test_a_document_is_pictured_with_explicit_nulls_and_korean_local_time() -> None:
    paper = did(on_way(serial(A1, A2)), A1, Action.APPROVE, hours=0.5).document
    shown = picture(paper)
    assert shown is not None
    body = msgspec.json.decode(msgspec.json.encode(shown))
    assert body == {
        "id": "d1",
        "requestId": 12,
        "requesterId": D.id,
        "title": "노트북 구매",
        "content": "",
        "type": None,
        "leaveDays": None,
        "startDate": None,
        "endDate": None,
        "steps": [
            {"step": 1, "approverId": A1.id, "status": "approved", "updatedAt": "2026-11-20T12:30:00"},
            {"step": 2, "approverId": A2.id, "status": "pending", "updatedAt": None},
        ],
        "finalStatus": "in_progress",
        "createdAt": "2026-11-20T12:00:00",
        "updatedAt": "2026-11-20T12:30:00",
    }


def test_every_state_has_its_final_status_and_drafts_are_hidden() -> None:
    on = on_way(serial(A1))
    done = did(on, A1, Action.APPROVE).document
    papers = {
        "in_progress": [on],
        "approved": [done, void(done, Act(None, later(2)), "d9").document],
        "rejected": [did(on, A1, Action.REJECT).document, recall(on, by(D)).document],
    }
    for status, shown in papers.items():
        assert {p.final_status for p in map(picture, shown) if p} == {status}
    assert picture(drafted(serial(A1))) is None
    assert picture(replace(on, state=DocumentState.DISCARDED)) is None


def test_a_classic_leave_keeps_its_days_even_without_dates() -> None:
    asked = ClassicCreate(type="ANNUAL_LEAVE", leave_days=1.5)
    paper = replace(
        drafted(serial(A1), form_id="leave", fields=fields_of(asked)), state=DocumentState.APPROVED
    )
    shown = picture(paper)
    assert shown is not None and (shown.type, shown.leave_days, shown.start_date) == (
        "ANNUAL_LEAVE",
        1.5,
        None,
    )
    assert [form_of(t) for t in ("EXPENSE", "PROJECT", None, "", "MEMO")] == [
        "expense",
        "project",
        "general",
        "general",
        "general",
    ]


def asked(*steps: tuple[int, int], title: str | None = "제목") -> ClassicCreate:
    return ClassicCreate(
        title=title, steps=tuple(ClassicStepAsk(step=n, approver_id=who) for n, who in steps)
    )


def test_a_classic_line_is_checked_in_the_old_order_and_words() -> None:
    groups = line_of(asked((2, A2.id), (1, A1.id)), D.id)
    assert [step.approver_id for step in groups[0].steps] == [A1.id, A2.id]
    for wrong in (asked(), asked((1, 2), (3, 3)), asked((1, 2), (1, 3)), asked((0, 2))):
        with pytest.raises(StepsOutOfOrder, match="Steps must be sequential starting from 1") as refusal:
            line_of(wrong, D.id)
        assert refusal.value.status == 400
    with pytest.raises(StepsOutOfOrder):
        line_of(asked((2, D.id), title=None), D.id)
    with pytest.raises(OwnApprover, match="본인은 결재자가 될 수 없습니다"):
        line_of(asked((1, D.id), title=None), D.id)
    with pytest.raises(TitleRequired):
        line_of(asked((1, A1.id), title=" "), D.id)


def test_both_doors_decide_alike() -> None:
    paper = on_way(serial(A1, A2))
    assert decide_classic(paper, by(A1), True, None) == did(paper, A1, Action.APPROVE, comment="")
    assert decide_classic(paper, by(A1), False, "예산 초과") == did(
        paper, A1, Action.REJECT, comment="예산 초과"
    )
    assert decide_classic(paper, by(A1), False, None).document.state is DocumentState.REJECTED
    stands = (standing_in(A1, G),)
    assert states(decide_classic(paper, by(G), True, None, stands).document) == ["APPROVED", "ACTIVE"]


def test_the_old_refusals_are_kept() -> None:
    paper = on_way(serial(A1, A2), Policy(consent_early=True))
    for person in (A2, X, D):
        with pytest.raises(NotApprover, match="승인 권한이 없습니다"):
            decide_classic(paper, by(person), True, None)
    with pytest.raises(NotApprover, match="반려 권한이 없습니다"):
        decide_classic(paper, by(A2), False, "사유")
    early_consent = on_way((*serial(A1), *serial(X, role=StepRole.AGREE)), Policy(consent_early=True))
    with pytest.raises(NotApprover):
        decide_classic(early_consent, by(X), True, None)
    once = decide_classic(paper, by(A1), True, None).document
    with pytest.raises(AlreadyDecided) as refusal:
        decide_classic(once, by(A1), True, None)
    assert (refusal.value.status, refusal.value.detail) == (409, "이미 처리된 결재입니다")
    assert refusal.value.members["decidedBy"] == A1.id
    with pytest.raises(InvalidState) as over:
        decide_classic(recall(paper, by(D)).document, by(A1), True, None)
    assert over.value.detail == "이미 처리된 결재입니다"


def test_the_older_topics_carry_one_request_for_each_turn_and_one_result_for_each_decision() -> None:
    submitted = sent(serial(A1, A2))
    (request,) = messages(submitted)
    assert isinstance(request, ApprovalRequest)
    assert (request.topic, request.key, request.timestamp) == (
        "approval-requests",
        "12",
        "2026-11-20T12:00:00",
    )
    pending = [QueuedStep(step=n, approver_id=who, status="pending") for n, who in ((1, A1.id), (2, A2.id))]
    assert list(request.steps) == pending == list(queued(submitted.document).steps)

    first = did(submitted.document, A1, Action.APPROVE)
    result, following = messages(first)
    assert isinstance(result, ApprovalResult) and isinstance(following, ApprovalRequest)
    assert (result.topic, result.key, result.step, result.approver_id, result.status) == (
        "approval-results",
        "12",
        1,
        A1.id,
        "approved",
    )
    assert [step.status for step in following.steps] == ["approved", "pending"]
    (last,) = messages(did(first.document, A2, Action.REJECT))
    assert isinstance(last, ApprovalResult) and (last.step, last.status) == (2, "rejected")
    assert messages(did(first.document, A2, Action.HOLD)) == ()
