"""What the person of a step may do with it: each move one pure function of the document."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from maru.chassis.problems import Denied, Flaw
from maru.erp.approvals.contract import (
    Action,
    AlreadyDecided,
    DecisionKind,
    DocumentState,
    FinalAuthorityRequired,
    GroupKind,
    InvalidState,
    NotApprover,
    PostReviewed,
    ReasonRequired,
    Rejected,
    SkipReason,
    StepHeld,
    StepRole,
    StepState,
)
from maru.erp.approvals.domain.case import Case, Choice
from maru.erp.approvals.domain.delegations import Delegation, standing
from maru.erp.approvals.domain.document import Act, Document, Outcome
from maru.erp.approvals.domain.line import AT_TURN, DECIDED, OPEN, UNDECIDED, Place, Step, steps_of
from maru.erp.approvals.domain.reversals import UNDOABLE, give_back, undo
from maru.erp.approvals.domain.tables import DocumentMove, StepMove, documents_after, step_after
from maru.erp.approvals.domain.turn import Turn

_AGREED = frozenset((StepRole.AGREE, StepRole.FINANCE_AGREE))
_REASONED: Final[Mapping[Action, StepMove]] = {
    Action.REJECT: StepMove.REJECT,
    Action.RETURN: StepMove.RETURN,
    Action.HOLD: StepMove.HOLD,
}
_DOCUMENT_MOVES: Final[Mapping[Action, DocumentMove]] = {
    action: DocumentMove(action.value) for action in Action
}


def decide(
    document: Document,
    act: Act,
    choice: Choice,
    delegations: Sequence[Delegation] = (),
    *,
    reason_needed: bool = True,
) -> Outcome:
    """The document after one decision.

    Refuses, in this order: a caller without right (`NotApprover`, `SelfApproval`, `DelegateInLine`,
    `DelegationForbidden`), a step that somebody decided (`AlreadyDecided`), a state that does not allow the
    move (`InvalidState`), a missing reason (`ReasonRequired`), what policy keeps away (`InvalidState`,
    `FinalAuthorityRequired`). It rests on the state of the step, not on `act.seen`: content cannot change
    once it is submitted, so a decision on an older reading is as good.
    """
    turn = Turn(document, act)
    place = turn.place(choice.step_id or _meant(document, act, choice.action, delegations))
    step = turn.step(place)
    if choice.action is Action.UNDO:
        return undo(turn, place, step, choice)
    proxy = standing(document, step, act.by, act.at, delegations)
    refuse_decided(document, step)
    documents_after(document.state, _DOCUMENT_MOVES[choice.action])
    if choice.action in _REASONED:
        step_after(step.state, _REASONED[choice.action])
        if reason_needed and not choice.comment.strip():
            raise ReasonRequired("사유를 입력해 주세요.", errors=[Flaw("$.comment", "사유가 비어 있습니다.")])
    who, giver = (proxy.delegate, proxy.giver) if proxy else (step.approver, None)
    return _MOVES[choice.action](Case(turn, place, step, choice, who, giver))


def actionable(document: Document, act: Act, delegations: Sequence[Delegation] = ()) -> list[Step]:
    """The undecided steps that the person may act on, their own and their givers', in the order of the line."""
    return [
        step
        for step in steps_of(document.groups)
        if step.state in UNDECIDED and _may(document, step, act, delegations)
    ]


def refuse_decided(document: Document, step: Step) -> None:
    """Refuses `AlreadyDecided` for a step that a decision has settled, its own or the one that skipped it."""
    cause = step
    if step.state is StepState.SKIPPED and step.skipped_by is not None:
        cause = next(s for group in document.groups for s in group.steps if s.id == step.skipped_by)
    elif step.state not in DECIDED:
        return
    if cause.acted_by is None or cause.decided_at is None:
        return
    raise AlreadyDecided(
        f"{cause.acted_by.name}님이 이미 처리한 결재입니다.",
        decidedBy=cause.acted_by.id,
        decidedByName=cause.acted_by.name,
        decidedAt=cause.decided_at.isoformat(),
        kind=cause.kind.value if cause.kind else None,
        stepState=step.state.value,
    )


def _meant(document: Document, act: Act, action: Action, delegations: Sequence[Delegation]) -> str:
    """The step of a caller who named none: at its turn, else undecided, else (or to undo, first) decided."""
    own = [step for step in steps_of(document.groups) if step.approver.id == act.by]
    if action is Action.UNDO:
        own.sort(key=lambda step: step.state not in UNDOABLE)
    else:
        mine = actionable(document, act, delegations)
        own = [*(step for step in mine if step.state in AT_TURN), *mine, *own]
    if own:
        return own[0].id
    for step in steps_of(document.groups):
        if any(d.delegate.id == act.by and d.giver.id == step.approver.id for d in delegations):
            return step.id
    raise NotApprover("결재 권한이 없습니다. 이 문서의 결재자나 대리인만 처리할 수 있습니다.")


def _may(document: Document, step: Step, act: Act, delegations: Sequence[Delegation]) -> bool:
    try:
        standing(document, step, act.by, act.at, delegations)
    except Denied:
        return False
    return True


def _approve(case: Case) -> Outcome:
    move = StepMove.EARLY_AGREE if _ahead(case) else StepMove.APPROVE
    step = case.decided(move, DecisionKind.NORMAL)
    case.tell_decided(step)
    return _go_on(case, step)


def _disagree(case: Case) -> Outcome:
    policy = case.turn.document.policy
    if case.step.role is not StepRole.AGREE or not policy.consent_opinion_only:
        raise InvalidState("이 단계에는 반대 의견만 남길 수 없습니다. 승인하거나 반려해 주세요.")
    if case.turn.shape[case.place[0]].kind is GroupKind.QUORUM:
        raise InvalidState("정족수 합의에서는 반대 의견 대신 승인하거나 반려해 주세요.")
    step = case.decided(StepMove.EARLY_DISAGREE if _ahead(case) else StepMove.DISAGREE, DecisionKind.NORMAL)
    case.tell_decided(step)
    case.turn.settle(DocumentMove.DISAGREE)
    return case.turn.outcome()


def _ahead(case: Case) -> bool:
    """합의 before its turn, where the form allows it."""
    return (
        case.step.state is StepState.WAITING
        and case.step.role in _AGREED
        and case.turn.document.policy.consent_early
    )


def _final(case: Case) -> Outcome:
    turn, document = case.turn, case.turn.document
    step = case.decided(StepMove.FINAL, DecisionKind.FINAL)
    if case.step.role is not StepRole.APPROVE:
        raise InvalidState("전결은 결재 단계에서만 할 수 있습니다.")
    if not document.policy.gives_final_authority(step.approver, Decimal(document.amount)):
        raise FinalAuthorityRequired("이 문서를 전결할 권한이 없습니다. 일반 승인을 이용해 주세요.")
    case.tell_decided(step)
    for place, other in turn.places():
        if other.state in OPEN:
            turn.skip(place, SkipReason.FINAL, step)
    turn.approve(DocumentMove.FINAL)
    return turn.outcome()


def _early(case: Case) -> Outcome:
    turn = case.turn
    step = case.decided(StepMove.EARLY, DecisionKind.EARLY)
    if case.step.role is not StepRole.APPROVE or not turn.document.policy.early:
        raise InvalidState("이 단계에는 선결을 할 수 없습니다. 차례가 되면 처리해 주세요.")
    passed = []
    for place, other in turn.places():
        if place[0] > case.place[0] or (
            place[0] == case.place[0] and (case.shared or place[1] > case.place[1])
        ):
            break
        if other.state in OPEN:
            passed.append(turn.bypass(place).approver.id)
    case.tell_decided(step, tuple(dict.fromkeys(passed)))
    return _go_on(case, step)


def _go_on(case: Case, step: Step) -> Outcome:
    """After an approval: a reached quorum skips the rest, the same person's next steps are settled with it."""
    turn, g = case.turn, case.place[0]
    if turn.shape[g].kind is GroupKind.QUORUM:
        if turn.reached(g):
            for s, other in enumerate(turn.groups[g]):
                if other.state in OPEN:
                    turn.skip((g, s), SkipReason.QUORUM, step)
    elif turn.shape[g].kind is GroupKind.SERIAL:
        _skip_same_person(turn, case.place, step)
    turn.settle(_DOCUMENT_MOVES[case.choice.action])
    return turn.outcome()


def _skip_same_person(turn: Turn, after: Place, step: Step) -> None:
    for place, other in turn.places():
        if place <= after or other.state is StepState.SKIPPED:
            continue
        if (
            other.state is not StepState.WAITING
            or other.approver.id != step.approver.id
            or other.role is not step.role
            or turn.shape[place[0]].kind is not GroupKind.SERIAL
        ):
            return
        turn.skip(place, SkipReason.SAME_APPROVER, step)


def _reject(case: Case) -> Outcome:
    turn, g = case.turn, case.place[0]
    if case.step.role is StepRole.AGREE and turn.document.policy.consent_opinion_only:
        raise InvalidState("이 양식의 합의는 의견만 낼 수 있습니다. 반대 의견을 남겨 주세요.")
    step = case.decided(StepMove.REJECT, DecisionKind.NORMAL)
    case.tell_decided(step)
    if turn.shape[g].kind is GroupKind.QUORUM and turn.reachable(g):
        turn.settle(DocumentMove.REJECT)
        return turn.outcome()
    turn.close(UNDECIDED)
    turn.become(DocumentMove.REJECT, DocumentState.REJECTED)
    turn.tell(
        Rejected,
        on_behalf_of=case.giver.id if case.giver else None,
        step_id=step.id,
        approver=step.approver.id,
        actor_name=case.who.name,
        reason=step.comment,
        audience=case.drafter,
    )
    return turn.outcome()


def _hold(case: Case) -> Outcome:
    turn = case.turn
    step = turn.move(case.place, StepMove.HOLD, held_at=turn.act.at, comment=case.choice.comment)
    turn.become(DocumentMove.HOLD, DocumentState.IN_PROGRESS)
    case.tell(StepHeld, step, audience=case.drafter)
    return turn.outcome()


def _resume(case: Case) -> Outcome:
    step = case.turn.move(case.place, StepMove.RESUME, comment="")
    case.turn.become(DocumentMove.RESUME, DocumentState.IN_PROGRESS)
    case.note(step)
    return case.turn.outcome()


def _post_review(case: Case) -> Outcome:
    turn = case.turn
    step = case.decided(StepMove.POST_REVIEW, DecisionKind.POST)
    turn.become(DocumentMove.POST_REVIEW, turn.document.state)
    case.tell(PostReviewed, step, objection=step.objection, audience=case.drafter)
    return turn.outcome()


_MOVES: Final[Mapping[Action, Callable[[Case], Outcome]]] = {
    Action.APPROVE: _approve,
    Action.AGREE: _approve,
    Action.DISAGREE: _disagree,
    Action.FINAL: _final,
    Action.EARLY: _early,
    Action.REJECT: _reject,
    Action.HOLD: _hold,
    Action.RESUME: _resume,
    Action.POST_REVIEW: _post_review,
    Action.RETURN: give_back,
}
