"""Steps back: 전단계 반려, 결재취소, and the reopening that both rest on."""

from maru.chassis.problems import Flaw, Invalid
from maru.erp.approvals.contract import (
    Action,
    DecisionKind,
    DocumentState,
    GroupKind,
    InvalidState,
    NotApprover,
    Returned,
    StepActivated,
    StepRole,
    StepState,
    Undone,
)
from maru.erp.approvals.domain.case import Case, Choice
from maru.erp.approvals.domain.document import Outcome
from maru.erp.approvals.domain.line import DECIDED, OPEN, Place, Step
from maru.erp.approvals.domain.tables import DocumentMove, StepMove, documents_after
from maru.erp.approvals.domain.turn import Turn

UNDOABLE = frozenset((StepState.APPROVED, StepState.DISAGREED))


def give_back(case: Case) -> Outcome:
    turn = case.turn
    if case.shared:
        raise InvalidState("병렬·정족수 단계에서는 전단계 반려를 할 수 없습니다. 반려를 이용해 주세요.")
    if case.step.role is StepRole.AGREE and turn.document.policy.consent_opinion_only:
        raise InvalidState("이 양식의 합의는 의견만 낼 수 있습니다. 반대 의견을 남겨 주세요.")
    target = _return_target(case)
    left = turn.move(
        case.place, StepMove.RETURN, activated_at=None, held_at=None, due_at=None, comment="", objection=False
    )
    reopened = reopen(turn, target, again=True)
    turn.become(DocumentMove.RETURN, DocumentState.IN_PROGRESS)
    case.tell(
        Returned,
        left,
        target_step_id=reopened.id,
        audience=tuple(dict.fromkeys((*case.drafter, reopened.approver.id))),
    )
    turn.tell(StepActivated, reopened, due_at=reopened.due_at, audience=(reopened.approver.id,))
    return turn.outcome()


def _return_target(case: Case) -> Place:
    turn, wanted = case.turn, case.choice.target_step_id
    earlier = [p for p, s in turn.places() if p < case.place and s.state in UNDOABLE]
    if not earlier:
        raise InvalidState("돌려보낼 앞 단계가 없습니다. 반려를 이용해 주세요.")
    nearest = earlier[-1]
    if turn.shape[nearest[0]].kind is GroupKind.SERIAL:
        choices = [nearest]
    else:
        choices = [p for p in earlier if p[0] == nearest[0]]
        if wanted is None:
            flaw = Flaw("$.targetStepId", "앞 단계가 병렬입니다. 돌려보낼 단계를 골라 주세요.")
            raise Invalid("돌려보낼 단계를 골라 주세요.", errors=[flaw])
    for place in choices:
        if wanted is None or turn.step(place).id == wanted:
            return place
    flaw = Flaw("$.targetStepId", "바로 앞에서 결정한 단계로만 돌려보낼 수 있습니다.")
    raise Invalid("돌려보낼 단계를 다시 골라 주세요.", errors=[flaw])


def undo(turn: Turn, place: Place, step: Step, choice: Choice) -> Outcome:
    """결재취소 of one's own ordinary decision, as long as nothing has been built on it."""
    by = turn.act.by
    if by is None or by not in (step.approver.id, step.acted_by.id if step.acted_by else None):
        raise NotApprover("본인이 처리한 결재만 취소할 수 있습니다.")
    documents_after(turn.document.state, DocumentMove.UNDO)
    if step.acted_by is None or step.acted_by.id != by or step.kind is not DecisionKind.NORMAL:
        raise InvalidState("전결·대결·후결·선결과 아직 처리하지 않은 결재는 취소할 수 없습니다.")
    later = [(p, s) for p, s in turn.places() if p[0] > place[0] or (p > place and not _shared(turn, place))]
    if any(s.state in DECIDED or s.held_at is not None for _, s in later):
        raise InvalidState("다음 결재자가 이미 처리했거나 보류해서 취소할 수 없습니다.")
    reopened = reopen(turn, place)
    lost = []
    for later_place, other in later:
        if other.state is StepState.ACTIVE:
            turn.move(later_place, StepMove.DEACTIVATE, activated_at=None, due_at=None)
            lost.append(other.approver.id)
    if not _has_turn(turn, place):
        reopened = turn.move(place, StepMove.DEACTIVATE, activated_at=None, due_at=None)
    turn.become(DocumentMove.UNDO, DocumentState.IN_PROGRESS)
    turn.tell(
        Undone,
        reopened,
        actor_name=step.approver.name,
        reason=choice.comment,
        audience=tuple(dict.fromkeys((turn.document.drafter.id, *lost))),
    )
    turn.note(Action.UNDO.value, step.approver, reopened, outcome=reopened.state, comment=choice.comment)
    turn.advance()
    return turn.outcome()


def reopen(turn: Turn, place: Place, *, again: bool = False) -> Step:
    """Open a decided step once more, and with it the steps that its decision had skipped."""
    was = turn.step(place)
    step = turn.move(
        place,
        StepMove.REOPEN,
        round=was.round + again,
        kind=None,
        acted_by=None,
        on_behalf_of=None,
        activated_at=turn.act.at,
        held_at=None,
        decided_at=None,
        due_at=turn.act.due,
        post_report_due=None,
        comment="",
        objection=False,
    )
    for other_place, other in turn.places():
        if other.state is StepState.SKIPPED and other.skipped_by == step.id:
            turn.move(other_place, StepMove.REOPEN, skipped=None, skipped_by=None)
    return step


def _shared(turn: Turn, place: Place) -> bool:
    return turn.shape[place[0]].kind is not GroupKind.SERIAL


def _has_turn(turn: Turn, place: Place) -> bool:
    """Whether nothing before this place is still open (its own group's peers aside)."""
    for other_place, step in turn.places():
        if other_place == place or (other_place[0] == place[0] and _shared(turn, place)):
            return True
        if step.state in OPEN:
            return False
    return True
