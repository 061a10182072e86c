"""The paper: one value that holds everything a decision needs, and everything it leaves behind."""

from datetime import datetime

import msgspec
from msgspec import Struct

from maru.chassis.problems import StaleVersion
from maru.erp.approvals.contract import (
    AnyApprovalEvent,
    Approved,
    DecisionKind,
    DocumentState,
    Fields,
    Grade,
    NotDrafter,
    Person,
    StepState,
)
from maru.erp.approvals.domain.line import Groups, Step, Viewer
from maru.erp.approvals.domain.numbering import NumberRule
from maru.erp.approvals.domain.policy import Policy

DEFAULT_RULE = NumberRule("default")


class Trace(Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True):
    """One line of the paper's history, never rewritten. `was` and `now` are of a reassignment."""

    at: datetime
    move: str
    actor: int | None = None
    name: str = ""
    on_behalf_of: int | None = None
    on_behalf_name: str = ""
    step_id: str | None = None
    round: int = 1
    kind: DecisionKind | None = None
    outcome: StepState | None = None
    comment: str = ""
    was: Person | None = None
    now: Person | None = None


class Document(Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True):
    """`version` counts commands, `sequence` events. People, titles and policy are of the day of submission.

    `departments` is the drafter's department and those above it. `revision` counts papers linked by
    `previous_id`. `amount` is what authorities look at. `classic` papers may lack what the form requires.
    """

    id: str
    tenant: str
    request_id: int
    state: DocumentState = DocumentState.DRAFT
    version: int = 1
    sequence: int = 0
    form_id: str
    form_version: int
    form_name: str = ""
    abbr: str = ""
    title: str
    content: str = ""
    fields: Fields = {}
    amount: str = "0"
    grade: Grade = Grade.B
    policy: Policy = Policy()
    numbering: NumberRule = DEFAULT_RULE
    drafter: Person
    departments: tuple[int, ...] = ()
    groups: Groups = ()
    viewers: tuple[Viewer, ...] = ()
    steps_made: int = 0
    comments: int = 0
    number: str = ""
    previous_id: str | None = None
    revision: int = 1
    cancels: str | None = None
    classic: bool = False
    retention_years: int = 5
    created_at: datetime
    updated_at: datetime
    submitted_at: datetime | None = None
    finished_at: datetime | None = None
    past: tuple[int, ...] = ()
    history: tuple[Trace, ...] = ()


class Act(Struct, frozen=True):
    """Who acts (None: the system), when, and on which version they looked.

    `due` is the deadline of the steps that this act activates, `report_due` that of a 대결's post-report.
    """

    by: int | None
    at: datetime
    seen: int | None = None
    due: datetime | None = None
    report_due: datetime | None = None


class Outcome(Struct, frozen=True):
    """What a command leaves: the next document, and the facts to tell in this order."""

    document: Document
    events: tuple[AnyApprovalEvent, ...] = ()

    @property
    def wants_number(self) -> bool:
        """Has just been approved: the unit draws the number and passes the outcome through `numbered`."""
        return bool(self.events) and isinstance(self.events[-1], Approved) and not self.document.number


encode = msgspec.json.Encoder().encode
decode = msgspec.json.Decoder(Document).decode


def find(groups: Groups, step_id: str) -> Step | None:
    for group in groups:
        for step in group.steps:
            if step.id == step_id:
                return step
    return None


def own(document: Document, act: Act, detail: str) -> None:
    """Refuses `NotDrafter` to everybody else."""
    if act.by != document.drafter.id:
        raise NotDrafter(detail)


def fresh(document: Document, act: Act) -> None:
    """Refuses `StaleVersion` if the caller looked at another version."""
    if act.seen is not None and act.seen != document.version:
        raise StaleVersion(
            "다른 곳에서 문서가 바뀌었습니다. 새로 불러온 뒤 다시 해 주세요.", version=document.version
        )
