"""From a blank paper to 상신, and from a refused one to the next draft."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

import msgspec
from msgspec.structs import replace

from maru.chassis.problems import Flaw, Invalid
from maru.erp.approvals.contract import (
    DocumentState,
    Fields,
    Grade,
    Person,
    SkipReason,
    StepState,
    Submitted,
    ViewerKind,
)
from maru.erp.approvals.domain.document import Act, Document, Outcome, Trace, fresh, own
from maru.erp.approvals.domain.forms import Form, amount_of, settle
from maru.erp.approvals.domain.line import Groups, Step, Viewer, check_line, check_shape, steps_of
from maru.erp.approvals.domain.policy import CcAt
from maru.erp.approvals.domain.tables import DocumentMove, documents_after
from maru.erp.approvals.domain.turn import Turn

FIELD_BYTES: Final = 65_536
_NOT_YOURS: Final = "기안자만 할 수 있습니다."


def draft(
    id: str,
    request_id: int,
    tenant: str,
    form: Form,
    drafter: Person,
    at: datetime,
    *,
    title: str,
    content: str = "",
    fields: Fields | None = None,
    grade: Grade | None = None,
    cancels: str | None = None,
    classic: bool = False,
) -> Document:
    """A new draft on this version of the form. What is missing is asked for at submit, not here."""
    return Document(
        id=id,
        tenant=tenant,
        request_id=request_id,
        form_id=form.id,
        form_version=form.version,
        form_name=form.name,
        abbr=form.abbr,
        title=_one_line(title),
        content=content,
        fields=_bounded(fields or {}),
        amount=format(amount_of(form, fields or {}), "f"),
        grade=grade or form.grade,
        policy=form.policy,
        numbering=form.numbering,
        drafter=drafter,
        cancels=cancels,
        classic=classic,
        retention_years=form.retention_years,
        created_at=at,
        updated_at=at,
    )


def edit(
    document: Document,
    act: Act,
    *,
    title: str | None = None,
    content: str | None = None,
    fields: Fields | None = None,
    grade: Grade | None = None,
    form: Form | None = None,
) -> Outcome:
    """Change what is given. Another version of the same `form` moves the draft up to it."""
    own(document, act, _NOT_YOURS)
    documents_after(document.state, DocumentMove.EDIT)
    fresh(document, act)
    edited = replace(
        document,
        title=document.title if title is None else _one_line(title),
        content=document.content if content is None else content,
        fields=document.fields if fields is None else _bounded(fields),
        grade=document.grade if grade is None else grade,
        version=document.version + 1,
        updated_at=act.at,
    )
    return Outcome(edited if form is None else _on(edited, form))


def set_line(document: Document, act: Act, groups: Groups, viewers: tuple[Viewer, ...] = ()) -> Outcome:
    """Put the line of a draft. It may still lack a 결재; submit will not let that pass."""
    own(document, act, _NOT_YOURS)
    documents_after(document.state, DocumentMove.EDIT)
    fresh(document, act)
    check_shape(groups, viewers, document.drafter.id, document.grade)
    return Outcome(
        replace(
            document,
            groups=groups,
            viewers=viewers,
            steps_made=sum(len(group.steps) for group in groups),
            version=document.version + 1,
            updated_at=act.at,
        )
    )


def submit(
    document: Document, act: Act, form: Form, people: Mapping[int, Person], chain: Sequence[int] = ()
) -> Outcome:
    """상신: fields settled and calculated, people and policy of the day written down, the first step activated.

    `people` are those employed today, `chain` the drafter's department and those above it. Refuses `Invalid`
    with every flaw of the fields or the line (somebody who left, too), and `NoApprover`.
    """
    own(document, act, _NOT_YOURS)
    documents_after(document.state, DocumentMove.SUBMIT)
    fresh(document, act)
    check_title(document)
    fields = settle(form, document.fields, complete=not document.classic)
    drafter = people.get(document.drafter.id, document.drafter)
    ready = replace(
        _on(document, form),
        fields=fields,
        amount=format(amount_of(form, fields), "f"),
        drafter=drafter,
        departments=tuple(chain) or ((drafter.department_id,) if drafter.department_id is not None else ()),
        groups=entered(document.groups, people),
        viewers=_viewers_entered(document.viewers, people),
    )
    check_line(ready.groups, ready.viewers, drafter.id, ready.grade)
    return _sent(Turn(ready, act))


def _sent(turn: Turn) -> Outcome:
    document = turn.document
    turn.become(DocumentMove.SUBMIT, DocumentState.IN_PROGRESS)
    copied: tuple[int, ...] = ()
    if document.policy.cc_at is CcAt.SUBMIT:
        turn.arrive(lambda viewer: viewer.kind is ViewerKind.CC)
        copied = tuple(v.person.id for v in turn.viewers if v.person and v.kind is ViewerKind.CC)
    turn.tell(Submitted, previous_id=document.previous_id, audience=copied)
    turn.note(DocumentMove.SUBMIT.value, document.drafter)
    for place, step in turn.places():
        if step.approver.id == document.drafter.id:
            turn.skip(place, SkipReason.DRAFTER, None)
    finished = turn.advance()
    assert not finished, "check_line let a line pass that nobody decides"
    return turn.outcome(submitted_at=turn.act.at)


def discard(document: Document, act: Act) -> Outcome:
    """Throw a draft away."""
    own(document, act, _NOT_YOURS)
    documents_after(document.state, DocumentMove.DISCARD)
    fresh(document, act)
    turn = Turn(document, act)
    turn.become(DocumentMove.DISCARD, DocumentState.DISCARDED)
    return turn.outcome()


def redraft(document: Document, act: Act, id: str, request_id: int, form: Form) -> Document:
    """재기안: the next revision, a draft linked to this paper, which stays as it is."""
    own(document, act, _NOT_YOURS)
    documents_after(document.state, DocumentMove.REDRAFT)
    again = _again(document, act, id, request_id, form)
    return replace(again, previous_id=document.id, revision=document.revision + 1, cancels=document.cancels)


def copy(document: Document, act: Act, id: str, request_id: int, form: Form) -> Document:
    """A draft with the same words and line, and no link."""
    own(document, act, _NOT_YOURS)
    return _again(document, act, id, request_id, form)


def comment(document: Document, act: Act) -> Outcome:
    """Count one comment, and one event for it (`Commented`, with the outcome's sequence); its text lies beside."""
    documents_after(document.state, DocumentMove.COMMENT)
    return Outcome(
        replace(
            document,
            comments=document.comments + 1,
            version=document.version + 1,
            sequence=document.sequence + 1,
            updated_at=act.at,
        )
    )


def _again(document: Document, act: Act, id: str, request_id: int, form: Form) -> Document:
    made = draft(
        id,
        request_id,
        document.tenant,
        form,
        document.drafter,
        act.at,
        title=document.title,
        content=document.content,
        fields=document.fields,
        grade=document.grade,
    )
    groups = tuple(
        replace(group, steps=tuple(_blank(step) for step in group.steps)) for group in document.groups
    )
    viewers = tuple(
        Viewer(id=v.id, kind=v.kind, person=v.person, department_id=v.department_id, department=v.department)
        for v in document.viewers
    )
    trace = Trace(at=act.at, move="DRAFT", actor=act.by, name=document.drafter.name, comment=document.id)
    return replace(made, groups=groups, viewers=viewers, steps_made=document.steps_made, history=(trace,))


def _blank(step: Step) -> Step:
    return Step(id=step.id, role=step.role, approver=step.approver, post=step.post, why=step.why)


def _on(document: Document, form: Form) -> Document:
    if form.id != document.form_id:
        raise Invalid(
            "다른 양식으로 바꿀 수 없습니다.", errors=[Flaw("$.formId", "새 문서로 기안해 주세요.")]
        )
    return replace(
        document,
        form_version=form.version,
        form_name=form.name,
        abbr=form.abbr,
        policy=form.policy,
        numbering=form.numbering,
        retention_years=form.retention_years,
    )


def check_title(document: Document) -> None:
    if not document.title:
        raise Invalid("제목을 입력해 주세요.", errors=[Flaw("$.title", "제목이 비어 있습니다.")])


def entered(groups: Groups, people: Mapping[int, Person]) -> Groups:
    """The line with the people of today; refuses `Invalid` naming everybody who has left."""
    missing = [
        Flaw(f"$.groups[{g}].steps[{s}]", f"{step.approver.name}님은 퇴사했거나 없는 직원입니다.")
        for g, group in enumerate(groups)
        for s, step in enumerate(group.steps)
        if step.approver.id not in people
    ]
    if missing:
        raise Invalid("결재할 수 없는 사람이 결재선에 있습니다. 결재자를 바꿔 주세요.", errors=missing)
    return tuple(
        replace(group, steps=tuple(replace(step, approver=people[step.approver.id]) for step in group.steps))
        for group in groups
    )


def _viewers_entered(viewers: tuple[Viewer, ...], people: Mapping[int, Person]) -> tuple[Viewer, ...]:
    return tuple(
        replace(v, person=people.get(v.person.id, v.person)) if v.person is not None else v for v in viewers
    )


def _bounded(fields: Fields) -> Fields:
    if len(msgspec.json.encode(fields)) > FIELD_BYTES:
        raise Invalid("양식 내용이 너무 깁니다.", errors=[Flaw("$.fields", "64KB까지 저장할 수 있습니다.")])
    return fields


def approvers_of(document: Document) -> frozenset[int]:
    """Everybody whom the line and the viewers name: those whom submit needs to know."""
    people = {step.approver.id for step in steps_of(document.groups) if step.state is StepState.WAITING}
    people |= {viewer.person.id for viewer in document.viewers if viewer.person is not None}
    return frozenset(people | {document.drafter.id})


def _one_line(text: str) -> str:
    """A title as it is kept: without control characters, runs of blanks as one."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
