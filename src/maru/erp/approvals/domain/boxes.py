"""결재함: which paper lies in whose box. Derived from the document alone, so list, count and paper agree."""

from datetime import datetime

from msgspec import Struct

from maru.erp.approvals.contract import Box, DocumentState, Grade, StepState, ViewerKind, ViewerState
from maru.erp.approvals.domain.document import Document

D, S = DocumentState, StepState


class Entry(Struct, frozen=True):
    """One row of a box, of a person or a department, at most one for each of them and box.

    `sort_at` changes only when the row moves; `state` is the step's or viewer's own, else the document's.
    """

    person: int | None
    department: int | None
    box: Box
    sort_at: datetime
    state: str
    step: str | None = None
    due_at: datetime | None = None


_SETTLED = {
    D.APPROVED: Box.DONE,
    D.VOIDED: Box.DONE,
    D.REJECTED: Box.REJECTED,
    D.RECALLED: Box.RECALLED,
}
_COMPLETED = (D.APPROVED, D.VOIDED)
_STEP_BOXES = {
    S.ACTIVE: Box.WAITING,
    S.HELD: Box.WAITING,
    S.WAITING: Box.UPCOMING,
    S.POST_PENDING: Box.POST,
}


def entries(document: Document) -> tuple[Entry, ...]:
    """Every row that this document is in now."""
    state, drafter = document.state, document.drafter.id
    if state is D.DRAFT:
        return (Entry(drafter, None, Box.DRAFTS, document.updated_at, state.value),)
    if state is D.DISCARDED:
        return ()
    sent = document.submitted_at or document.created_at
    settled = document.finished_at or sent
    box, since = (Box.PROGRESS, sent) if state is D.IN_PROGRESS else (_SETTLED[state], settled)
    found: dict[tuple[int, Box], Entry] = {(drafter, box): Entry(drafter, None, box, since, state.value)}
    hidden = document.policy.hide_from_waiting
    for group in document.groups:
        for step in group.steps:
            if step.acted_by is not None:
                for person in {step.approver.id, step.acted_by.id}:
                    found.setdefault((person, box), Entry(person, None, box, since, state.value))
            step_box = _STEP_BOXES.get(step.state)
            if step_box is None or (hidden and step_box is Box.UPCOMING):
                continue
            person = step.approver.id
            if (person, step_box) not in found:
                at = step.activated_at or sent
                found[person, step_box] = Entry(
                    person, None, step_box, at, step.state.value, step.id, step.due_at
                )
    if not document.viewers and state not in _COMPLETED:
        return tuple(found.values())
    return (*found.values(), *_viewed(document), *_shelved(document, settled))


def _viewed(document: Document) -> list[Entry]:
    rows = []
    for viewer in document.viewers:
        if viewer.arrived_at is None:
            continue
        box = Box.RECEIVED if viewer.kind is ViewerKind.RECEIVE else Box.CC
        person = viewer.person.id if viewer.person else None
        rows.append(
            Entry(person, viewer.department_id, box, viewer.arrived_at, viewer.state.value, viewer.id)
        )
        if viewer.assignee is not None and viewer.state in (ViewerState.ASSIGNED, ViewerState.HANDLED):
            since = viewer.acted_at or viewer.arrived_at
            rows.append(Entry(viewer.assignee.id, None, box, since, viewer.state.value, viewer.id))
    unique = {(row.person, row.department, row.box): row for row in reversed(rows)}
    return list(unique.values())


def _shelved(document: Document, settled: datetime) -> list[Entry]:
    """부서함: what the drafter's department may read once it is complete."""
    if (
        document.state not in _COMPLETED
        or document.grade not in (Grade.B, Grade.C)
        or not document.departments
    ):
        return []
    return [Entry(None, document.departments[0], Box.DEPARTMENT, settled, document.state.value)]
