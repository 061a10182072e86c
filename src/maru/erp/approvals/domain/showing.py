"""The paper as a screen needs it: the 결재란, the history, and every button with the reason it is grey."""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Final

from maru.chassis.problems import Problem
from maru.erp.approvals.contract import (
    Action,
    DocumentState,
    GroupKind,
    StepRole,
    StepState,
)
from maru.erp.approvals.domain.case import Choice
from maru.erp.approvals.domain.changes import begun, change_line, recall
from maru.erp.approvals.domain.decisions import actionable, decide
from maru.erp.approvals.domain.delegations import Delegation
from maru.erp.approvals.domain.document import Act, Document, Outcome
from maru.erp.approvals.domain.line import AT_TURN, Group, Step, Viewer, required, steps_of
from maru.erp.approvals.domain.reversals import UNDOABLE
from maru.erp.approvals.domain.tables import NEXT, DocumentMove
from maru.erp.approvals.views import (
    DelegationView,
    DocumentView,
    GroupView,
    History,
    LineView,
    MoveView,
    StepView,
    TraceView,
    ViewerView,
)

_DRAFTERS: Final = (
    (DocumentMove.EDIT, "임시 저장된 문서만 고칠 수 있습니다."),
    (DocumentMove.SUBMIT, "임시 저장된 문서만 상신할 수 있습니다."),
    (DocumentMove.DISCARD, "임시 저장된 문서만 지울 수 있습니다."),
    (DocumentMove.REDRAFT, "반려되거나 회수된 문서만 재기안할 수 있습니다."),
)


def document_view(document: Document, act: Act, delegations: Sequence[Delegation] = ()) -> DocumentView:
    """The document for the reader `act.by`, with what this person may do at `act.at`."""
    return DocumentView(
        id=document.id,
        request_id=document.request_id,
        state=document.state,
        number=document.number or None,
        form_id=document.form_id,
        form_version=document.form_version,
        form_name=document.form_name,
        title=document.title,
        content=document.content,
        fields=document.fields,
        amount=document.amount,
        grade=document.grade,
        previous_id=document.previous_id,
        revision=document.revision,
        cancels=document.cancels,
        version=document.version,
        drafter_id=document.drafter.id,
        drafter_name=document.drafter.name,
        drafter_title=document.drafter.title,
        department_id=document.drafter.department_id,
        department=document.drafter.department,
        comments=document.comments,
        created_at=document.created_at,
        updated_at=document.updated_at,
        submitted_at=document.submitted_at,
        finished_at=document.finished_at,
        line=line_view(document),
        current=tuple(step.id for step in steps_of(document.groups) if step.state in AT_TURN),
        moves=moves(document, act, delegations),
    )


def line_view(document: Document) -> LineView:
    return LineView(
        version=document.version,
        groups=tuple(_group_view(document, group) for group in document.groups),
        viewers=tuple(_viewer_view(viewer) for viewer in document.viewers),
    )


def history(document: Document) -> History:
    return History(
        items=tuple(
            TraceView(
                at=trace.at,
                move=trace.move,
                actor_id=trace.actor,
                actor_name=trace.name,
                on_behalf_of=trace.on_behalf_of,
                on_behalf_of_name=trace.on_behalf_name,
                step_id=trace.step_id,
                round=trace.round,
                kind=trace.kind,
                outcome=trace.outcome,
                comment=trace.comment,
                was_name=trace.was.name if trace.was else None,
                now_name=trace.now.name if trace.now else None,
            )
            for trace in document.history
        )
    )


def delegation_view(delegation: Delegation, act: Act) -> DelegationView:
    return DelegationView(
        id=delegation.id,
        giver_id=delegation.giver.id,
        giver_name=delegation.giver.name,
        delegate_id=delegation.delegate.id,
        delegate_name=delegation.delegate.name,
        kind=delegation.kind,
        state=delegation.state.value,
        in_force=delegation.in_force(act.at),
        start=delegation.start,
        end=delegation.end,
        forms=delegation.forms,
        departments=delegation.departments,
        max_amount=delegation.max_amount,
        version=delegation.version,
    )


def moves(document: Document, act: Act, delegations: Sequence[Delegation] = ()) -> tuple[MoveView, ...]:
    """Every move that this person could think of, each tried on the spot: the answer is the command's own."""
    return (*_step_moves(document, act, delegations), *_drafter_moves(document, act))


def _step_moves(document: Document, act: Act, delegations: Sequence[Delegation]) -> Iterator[MoveView]:
    for step in actionable(document, act, delegations):
        for action in _offered(document, step):
            yield _tried(document, act, action, step, delegations)
    for step in steps_of(document.groups):
        if step.state in UNDOABLE and step.acted_by is not None and step.acted_by.id == act.by:
            yield _tried(document, act, Action.UNDO, step, delegations)


def _offered(document: Document, step: Step) -> tuple[Action, ...]:
    if step.state is StepState.POST_PENDING:
        return (Action.POST_REVIEW,)
    early = (Action.EARLY,) if step.state is StepState.WAITING and document.policy.early else ()
    hold = Action.RESUME if step.state is StepState.HELD else Action.HOLD
    if step.role is StepRole.APPROVE:
        final = (Action.FINAL,) if document.policy.final_authority else ()
        return (Action.APPROVE, *final, *early, Action.REJECT, Action.RETURN, hold)
    opinion = step.role is StepRole.AGREE and document.policy.consent_opinion_only
    return (Action.AGREE, Action.DISAGREE if opinion else Action.REJECT, Action.RETURN, hold)


def _tried(
    document: Document, act: Act, action: Action, step: Step, delegations: Sequence[Delegation]
) -> MoveView:
    target = _some_target(document, step) if action is Action.RETURN else None
    choice = Choice(action=action, step_id=step.id, comment="-", target_step_id=target)
    try:
        decide(document, act, choice, delegations)
    except Problem as refusal:
        return MoveView(action=action.value, allowed=False, step_id=step.id, reason=refusal.detail)
    return MoveView(action=action.value, allowed=True, step_id=step.id)


def _some_target(document: Document, step: Step) -> str | None:
    """A step that a parallel group before this one could be asked for."""
    found = None
    for group in document.groups:
        for other in group.steps:
            if other.id == step.id:
                return found
            if other.state in UNDOABLE:
                found = other.id
    return found


def _drafter_moves(document: Document, act: Act) -> Iterator[MoveView]:
    now = Act(act.by, act.at)
    drafter = act.by == document.drafter.id
    if drafter:
        for move, reason in _DRAFTERS:
            allowed = (document.state, move) in NEXT
            yield MoveView(action=move.value, allowed=allowed, reason=None if allowed else reason)
        yield MoveView(action="COPY", allowed=True)
        yield _asked(DocumentMove.RECALL, lambda: recall(document, now))
    holds = any(s.state in AT_TURN and s.approver.id == act.by for s in steps_of(document.groups))
    if document.state is DocumentState.IN_PROGRESS and (drafter or holds):
        behind = begun(document.groups)[1]
        remaining = (Group(steps=behind),) if behind else ()
        yield _asked(DocumentMove.CHANGE_LINE, lambda: change_line(document, now, remaining))


def _asked(move: DocumentMove, attempt: Callable[[], Outcome]) -> MoveView:
    try:
        attempt()
    except Problem as refusal:
        return MoveView(action=move.value, allowed=False, reason=refusal.detail)
    return MoveView(action=move.value, allowed=True)


def _group_view(document: Document, group: Group) -> GroupView:
    return GroupView(
        kind=group.kind,
        need=group.need,
        percent=group.percent,
        required=required(group) if group.kind is GroupKind.QUORUM else None,
        steps=tuple(_step_view(document, step) for step in group.steps),
    )


def _step_view(document: Document, step: Step) -> StepView:
    acted, giver = step.acted_by, step.on_behalf_of
    return StepView(
        id=step.id,
        role=step.role,
        approver_id=step.approver.id,
        approver_name=step.approver.name,
        approver_title=step.approver.title,
        department_id=step.approver.department_id,
        department=step.approver.department,
        state=step.state,
        round=step.round,
        post=step.post,
        kind=step.kind,
        acted_by=acted.id if acted else None,
        acted_by_name=acted.name if acted else None,
        acted_by_title=acted.title if acted else None,
        on_behalf_of=giver.id if giver else None,
        on_behalf_of_name=giver.name if giver else None,
        activated_at=step.activated_at,
        held_at=step.held_at,
        decided_at=step.decided_at,
        due_at=step.due_at,
        post_report_due=step.post_report_due,
        comment=step.comment,
        objection=step.objection,
        skipped=step.skipped,
        final_authority=step.role is StepRole.APPROVE
        and document.policy.gives_final_authority(step.approver, Decimal(document.amount)),
        why=step.why.text if step.why else None,
        why_rule=step.why.rule or None if step.why else None,
    )


def _viewer_view(viewer: Viewer) -> ViewerView:
    person, acted, assignee = viewer.person, viewer.acted_by, viewer.assignee
    return ViewerView(
        id=viewer.id,
        kind=viewer.kind,
        employee_id=person.id if person else None,
        employee_name=person.name if person else None,
        department_id=viewer.department_id,
        department=viewer.department,
        state=viewer.state,
        arrived_at=viewer.arrived_at,
        acted_at=viewer.acted_at,
        acted_by=acted.id if acted else None,
        acted_by_name=acted.name if acted else None,
        assignee_id=assignee.id if assignee else None,
        assignee_name=assignee.name if assignee else None,
        comment=viewer.comment,
    )
