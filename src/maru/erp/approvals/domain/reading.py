"""Who may read a paper: the drafter, the line, the viewers, and by grade the department or everyone.

Readers are said as keys (`e:7` employee, `d:3` members of a department, `h:3` its head, `hr`, `*`), so that a
store can index them and a list can never be wider than what may be opened.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from msgspec import Struct

from maru.chassis.problems import Denied
from maru.erp.approvals.contract import DocumentState, Grade, StepState
from maru.erp.approvals.domain.delegations import Delegation, standing
from maru.erp.approvals.domain.document import Document
from maru.erp.approvals.domain.line import UNDECIDED, Step, steps_of

EVERYONE: Final = "*"
HR: Final = "hr"
_PRIVATE = frozenset((DocumentState.DRAFT, DocumentState.DISCARDED))
_COMPLETED = frozenset((DocumentState.APPROVED, DocumentState.VOIDED))


class Reader(Struct, frozen=True):
    """Somebody signed in: the departments they belong to and those they head, and for whom they stand in."""

    id: int
    departments: frozenset[int] = frozenset()
    heads: frozenset[int] = frozenset()
    hr: bool = False
    delegations: tuple[Delegation, ...] = ()

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(
            (
                EVERYONE,
                f"e:{self.id}",
                *(f"d:{d}" for d in self.departments),
                *(f"h:{d}" for d in self.heads),
                *((HR,) if self.hr else ()),
            )
        )


def readers(document: Document) -> frozenset[str]:
    """The keys of all who may read it now. Delegates come on top, by their delegation (`may_read`)."""
    drafter = f"e:{document.drafter.id}"
    if document.state in _PRIVATE:
        return frozenset((drafter,))
    keys = {drafter, *(f"e:{past}" for past in document.past)}
    for step in steps_of(document.groups):
        if not (document.policy.hide_from_waiting and _never_reached(step)):
            keys.add(f"e:{step.approver.id}")
        if step.acted_by is not None:
            keys.add(f"e:{step.acted_by.id}")
    for trace in document.history:  # whoever decided once, even if it was undone; not who handed a step over
        if trace.step_id and trace.actor and trace.now is None:
            keys.add(f"e:{trace.actor}")
    for viewer in document.viewers:
        if viewer.arrived_at is not None:
            keys.add(f"e:{viewer.person.id}" if viewer.person else f"d:{viewer.department_id}")
            if viewer.assignee is not None:
                keys.add(f"e:{viewer.assignee.id}")
    if document.policy.hr_reads:
        keys.add(HR)
    return frozenset(keys | _by_grade(document))


def may_read(document: Document, reader: Reader, at: datetime) -> bool:
    if not reader.keys.isdisjoint(readers(document)):
        return True
    if document.state in _PRIVATE:
        return False
    return any(
        _stands_in(document, step, reader, at)
        for step in steps_of(document.groups)
        if step.state in UNDECIDED and not (document.policy.hide_from_waiting and _never_reached(step))
    )


def _by_grade(document: Document) -> set[str]:
    if document.grade is Grade.S:
        return set()
    keys = {f"h:{department}" for department in document.departments}
    if document.state in _COMPLETED and document.grade is not Grade.A:
        keys.update(f"d:{department}" for department in document.departments[:1])
        if document.grade is Grade.C:
            keys.add(EVERYONE)
    return keys


def _never_reached(step: Step) -> bool:
    return step.activated_at is None and step.state in (
        StepState.WAITING,
        StepState.CLOSED,
        StepState.SKIPPED,
    )


def _stands_in(document: Document, step: Step, reader: Reader, at: datetime) -> bool:
    delegations: Sequence[Delegation] = reader.delegations
    try:
        standing(document, step, reader.id, at, delegations)
    except Denied:
        return False
    return True
