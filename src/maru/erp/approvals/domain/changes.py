"""What happens to a submitted paper besides its decisions: recall, other approvers, another line, the end."""

from msgspec.structs import replace

from maru.chassis.problems import Flaw, Invalid
from maru.erp.approvals.contract import (
    Approved,
    DocumentState,
    GroupKind,
    InvalidState,
    NotApprover,
    Person,
    Recalled,
    SelfApproval,
    StepEscalated,
    StepReassigned,
    StepState,
    Voided,
)
from maru.erp.approvals.domain.document import Act, Document, Outcome, fresh, own
from maru.erp.approvals.domain.line import (
    AT_TURN,
    DECIDED,
    UNDECIDED,
    Group,
    Groups,
    Place,
    Step,
    check_line,
    steps_of,
)
from maru.erp.approvals.domain.numbering import render
from maru.erp.approvals.domain.policy import RecallPolicy
from maru.erp.approvals.domain.tables import DocumentMove, StepMove, documents_after
from maru.erp.approvals.domain.turn import Turn

_POST_ONLY = frozenset((StepState.POST_PENDING,))


def recall(document: Document, act: Act, reason: str = "") -> Outcome:
    """회수 by the drafter: the content stays, every open step closes, whoever was concerned is told."""
    own(document, act, "기안자만 회수할 수 있습니다.")
    documents_after(document.state, DocumentMove.RECALL)
    decided = [step for step in steps_of(document.groups) if step.state in DECIDED]
    if decided and document.policy.recall is RecallPolicy.BEFORE_FIRST_DECISION:
        raise InvalidState("첫 결재가 끝난 문서는 회수할 수 없습니다. 결재자에게 반려를 요청해 주세요.")
    fresh(document, act)
    turn = Turn(document, act)
    concerned = [
        person.id
        for step in steps_of(document.groups)
        if step.state in DECIDED or step.state in AT_TURN or step.state is StepState.POST_PENDING
        for person in (step.approver, step.acted_by)
        if person is not None
    ]
    turn.close(UNDECIDED)
    turn.become(DocumentMove.RECALL, DocumentState.RECALLED)
    turn.tell(Recalled, reason=reason, audience=tuple(dict.fromkeys(concerned)))
    turn.note(DocumentMove.RECALL.value, document.drafter, comment=reason)
    return turn.outcome()


def reassign(
    document: Document,
    act: Act,
    leaver: int,
    successor: Person,
    who: Person | None = None,
    step_id: str | None = None,
) -> Outcome:
    """Give the leaver's undecided steps (or the one named) to the successor; what is decided keeps its name.

    Refuses `SelfApproval` if the successor drafted the paper, `InvalidState` if nothing is left to give.
    """
    documents_after(document.state, DocumentMove.REASSIGN)
    allowed = _POST_ONLY if document.state is DocumentState.APPROVED else UNDECIDED
    turn = Turn(document, act)
    places = [
        place
        for place, step in turn.places()
        if step.approver.id == leaver and step.state in allowed and step_id in (None, step.id)
    ]
    if not places:
        raise InvalidState("넘길 결재가 남아 있지 않습니다.")
    turn.become(DocumentMove.REASSIGN, document.state)
    for place in places:
        was, step = _hand_over(turn, place, successor)
        now = step.state is not StepState.WAITING
        audience = (document.drafter.id, successor.id) if now else (document.drafter.id,)
        _tell_handed_over(turn, DocumentMove.REASSIGN, was, step, who, audience)
    return turn.outcome(past=_past(document, leaver))


def escalate(document: Document, act: Act, step_id: str, to: Person) -> Outcome:
    """이관 of an overdue step: it leaves the first inbox and is active in the other. Nothing is decided."""
    documents_after(document.state, DocumentMove.ESCALATE)
    turn = Turn(document, act)
    place = turn.place(step_id)
    if turn.step(place).state not in AT_TURN:
        raise InvalidState("차례가 된 단계만 이관할 수 있습니다.")
    turn.become(DocumentMove.ESCALATE, DocumentState.IN_PROGRESS)
    was, step = _hand_over(turn, place, to)
    _tell_handed_over(turn, DocumentMove.ESCALATE, was, step, None, (was.approver.id, to.id))
    return turn.outcome(past=_past(document, was.approver.id))


def _hand_over(turn: Turn, place: Place, to: Person) -> tuple[Step, Step]:
    if to.id == turn.document.drafter.id:
        raise SelfApproval("기안자에게 결재를 넘길 수 없습니다. 다른 사람을 골라 주세요.")
    was = turn.step(place)
    if was.state is StepState.WAITING:
        return was, turn.move(place, StepMove.REASSIGN, approver=to)
    due, at = turn.act.due or was.due_at, turn.act.at
    return was, turn.move(place, StepMove.REASSIGN, approver=to, due_at=due, activated_at=at, comment="")


def _tell_handed_over(
    turn: Turn, move: DocumentMove, was: Step, step: Step, who: Person | None, audience: tuple[int, ...]
) -> None:
    turn.tell(
        StepEscalated if move is DocumentMove.ESCALATE else StepReassigned,
        step,
        was=was.approver.id,
        was_name=was.approver.name,
        actor_name=who.name if who else "",
        due_at=step.due_at,
        audience=tuple(dict.fromkeys(audience)),
    )
    turn.note(move.value, who, step, was=was.approver, now=step.approver, outcome=step.state)


def change_line(document: Document, act: Act, remaining: Groups) -> Outcome:
    """Replace what lies behind the last step that has begun; `remaining` carries ids from `steps_made` on.

    For the drafter or whoever holds the turn, if the form allows it. Steps that a rule asked for must stay.
    """
    holders = {s.approver.id: s.approver for s in steps_of(document.groups) if s.state in AT_TURN}
    if act.by != document.drafter.id and act.by not in holders:
        raise NotApprover("기안자나 지금 결재할 차례인 사람만 결재선을 바꿀 수 있습니다.")
    documents_after(document.state, DocumentMove.CHANGE_LINE)
    if not document.policy.change_line:
        raise InvalidState("이 양식은 상신한 뒤 결재선을 바꿀 수 없습니다.")
    fresh(document, act)
    kept, dropped = begun(document.groups)
    _keep_rules(dropped, remaining)
    groups = (*kept, *remaining)
    check_line(groups, document.viewers, document.drafter.id, document.grade)
    if any(step.approver.id == document.drafter.id for step in steps_of(remaining)):
        raise SelfApproval("기안자를 결재자로 넣을 수 없습니다. 다른 사람을 골라 주세요.")
    made = document.steps_made + sum(len(group.steps) for group in remaining)
    turn = Turn(replace(document, groups=groups, steps_made=made), act)
    turn.become(DocumentMove.CHANGE_LINE, DocumentState.IN_PROGRESS)
    turn.note(DocumentMove.CHANGE_LINE.value, holders.get(act.by, document.drafter) if act.by else None)
    return turn.outcome()


def begun(groups: Groups) -> tuple[Groups, tuple[Step, ...]]:
    """The line up to the last step that has begun, and the steps behind it."""
    last = max((g for g, group in enumerate(groups) if _has_begun(group)), default=-1)
    kept = list(groups[: last + 1])
    behind = [step for group in groups[last + 1 :] for step in group.steps]
    if kept and kept[-1].kind is GroupKind.SERIAL:
        steps = kept[-1].steps
        size = max(s for s, step in enumerate(steps) if step.state is not StepState.WAITING) + 1
        behind = [*steps[size:], *behind]
        kept[-1] = replace(kept[-1], steps=steps[:size])
    return tuple(kept), tuple(behind)


def _has_begun(group: Group) -> bool:
    return any(step.state is not StepState.WAITING for step in group.steps)


def _keep_rules(dropped: tuple[Step, ...], remaining: Groups) -> None:
    present = {(step.role, step.approver.id) for step in steps_of(remaining)}
    flaws = [
        Flaw("$.groups", f"{step.approver.name}님은 규정에 따른 결재자입니다: {step.why.text}")
        for step in dropped
        if step.why is not None and step.why.rule and (step.role, step.approver.id) not in present
    ]
    if flaws:
        raise Invalid("규정에 따른 결재자를 뺄 수 없습니다.", errors=flaws)


def void(document: Document, act: Act, cancelled_by: str) -> Outcome:
    """무효 by an approved 취소 document; open 후결 closes with it."""
    turn = Turn(document, act)
    turn.become(DocumentMove.VOID, DocumentState.VOIDED)
    turn.close(UNDECIDED)
    concerned = [document.drafter.id, *(s.acted_by.id for s in steps_of(document.groups) if s.acted_by)]
    turn.tell(
        Voided,
        cancelled_by=cancelled_by,
        number=document.number,
        audience=tuple(dict.fromkeys(concerned)),
    )
    turn.note(DocumentMove.VOID.value, None, comment=cancelled_by)
    return turn.outcome()


def acknowledge(document: Document, act: Act, step_id: str) -> Outcome:
    """The giver has read the post-report of a 대결; the decision stands either way."""
    turn = Turn(document, act)
    place = turn.place(step_id)
    step = turn.step(place)
    if act.by != step.approver.id:
        raise NotApprover("부재자 본인만 사후 보고를 확인할 수 있습니다.")
    turn.become(DocumentMove.POST_REVIEW, document.state)
    if step.post_report_due is None:
        raise InvalidState("확인할 사후 보고가 없습니다.")
    turn.put(place, replace(step, post_report_due=None))
    turn.note("ACKNOWLEDGE", step.approver, step)
    return turn.outcome()


def numbered(outcome: Outcome, seq: int) -> Outcome:
    """The outcome of a final approval with the number that the counter gave, in document and event."""
    document = outcome.document
    assert outcome.wants_number and document.finished_at is not None
    number = render(document.numbering, document.abbr, document.finished_at, seq)
    events = tuple(replace(e, number=number) if isinstance(e, Approved) else e for e in outcome.events)
    return Outcome(replace(document, number=number), events)


def _past(document: Document, leaver: int) -> tuple[int, ...]:
    return document.past if leaver in document.past else (*document.past, leaver)
