"""결재선: ordered groups of steps, and who else sees the paper."""

from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct

from maru.chassis.problems import Flaw, Invalid
from maru.erp.approvals.contract import (
    DecisionKind,
    Grade,
    GroupKind,
    NoApprover,
    Person,
    SkipReason,
    StepRole,
    StepState,
    ViewerKind,
    ViewerState,
)

GROUPS = 30
STEPS = 60
VIEWERS = 100

DECIDED = frozenset((StepState.APPROVED, StepState.DISAGREED, StepState.REJECTED, StepState.POST_DONE))
OPEN = frozenset((StepState.WAITING, StepState.ACTIVE, StepState.HELD))
AT_TURN = frozenset((StepState.ACTIVE, StepState.HELD))
UNDECIDED = OPEN | {StepState.POST_PENDING}


class Why(Struct, frozen=True, omit_defaults=True):
    """Why a step stands in the line. A step that a rule asked for may not be dropped later."""

    text: str
    rule: str = ""


class Step(Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True):
    """One person's part. `post` plans 후결; `skipped_by` is the step whose decision settled this one."""

    id: str
    role: StepRole
    approver: Person
    state: StepState = StepState.WAITING
    round: int = 1
    post: bool = False
    kind: DecisionKind | None = None
    acted_by: Person | None = None
    on_behalf_of: Person | None = None
    activated_at: datetime | None = None
    held_at: datetime | None = None
    decided_at: datetime | None = None
    due_at: datetime | None = None
    post_report_due: datetime | None = None
    comment: str = ""
    objection: bool = False
    skipped: SkipReason | None = None
    skipped_by: str | None = None
    why: Why | None = None


class Group(Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True):
    """SERIAL: one after the other; PARALLEL: all at once; QUORUM: all at once until enough approve."""

    steps: tuple[Step, ...]
    kind: GroupKind = GroupKind.SERIAL
    need: int | None = None
    percent: int | None = None


class Viewer(Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True):
    """참조, 공람 or 수신: a person, or a department (`assignee` is who handles it there)."""

    id: str
    kind: ViewerKind
    person: Person | None = None
    department_id: int | None = None
    department: str = ""
    state: ViewerState = ViewerState.PENDING
    arrived_at: datetime | None = None
    acted_at: datetime | None = None
    acted_by: Person | None = None
    assignee: Person | None = None
    comment: str = ""


Groups = tuple[Group, ...]
Place = tuple[int, int]


def required(group: Group) -> int:
    """How many approvals finish a quorum; a drafter's own skipped step does not count into its size."""
    if group.need is not None:
        return group.need
    size = sum(1 for step in group.steps if step.skipped is not SkipReason.DRAFTER)
    return -(-(group.percent or 100) * size // 100)


def steps_of(groups: Groups) -> Iterator[Step]:
    for group in groups:
        yield from group.steps


def check_shape(groups: Groups, viewers: tuple[Viewer, ...], drafter: int, grade: Grade) -> None:
    """Refuses `Invalid` with every flaw of the groups and viewers."""
    flaws = [*_flaws_of_groups(groups, drafter), *_flaws_of_viewers(viewers, grade)]
    if flaws:
        raise Invalid("결재선을 확인해 주세요.", errors=flaws)


def check_line(groups: Groups, viewers: tuple[Viewer, ...], drafter: int, grade: Grade) -> None:
    """As `check_shape`, and refuses `NoApprover` without a 결재 by somebody else, and a last 결재 as 후결."""
    check_shape(groups, viewers, drafter, grade)
    final = None
    for step in steps_of(groups):
        if step.role is StepRole.APPROVE and step.approver.id != drafter:
            final = step
    if final is None:
        raise NoApprover(
            "본인이 아닌 결재자가 없습니다. 결재자를 한 명 이상 넣어 주세요.",
            errors=[Flaw("$.groups", "결재 단계가 필요합니다.")],
        )
    if final.post:
        raise Invalid(
            "마지막 결재는 후결로 둘 수 없습니다.",
            errors=[Flaw("$.groups", f"{final.approver.name}님의 단계를 일반 결재로 바꿔 주세요.")],
        )


def _flaws_of_groups(groups: Groups, drafter: int) -> Iterator[Flaw]:
    if len(groups) > GROUPS or sum(len(g.steps) for g in groups) > STEPS:
        yield Flaw("$.groups", f"결재선은 {GROUPS}묶음, {STEPS}단계까지 쓸 수 있습니다.")
    for n, group in enumerate(groups):
        at = f"$.groups[{n}]"
        if not group.steps:
            yield Flaw(at, "빈 묶음이 있습니다. 결재자를 넣거나 묶음을 지워 주세요.")
        if group.kind is GroupKind.SERIAL:
            continue
        people = [step.approver.id for step in group.steps]
        if len(set(people)) != len(people):
            yield Flaw(at, "같은 사람이 한 묶음에 두 번 있습니다.")
        if group.kind is GroupKind.QUORUM:
            yield from _flaws_of_quorum(group, drafter, at)


def _flaws_of_quorum(group: Group, drafter: int, at: str) -> Iterator[Flaw]:
    if (group.need is None) == (group.percent is None):
        yield Flaw(at, "정족수는 인원(need)과 비율(percent) 가운데 하나만 정해 주세요.")
    elif group.percent is not None and not 1 <= group.percent <= 100:
        yield Flaw(f"{at}.percent", "비율은 1에서 100 사이여야 합니다.")
    elif group.need is not None:
        size = sum(1 for step in group.steps if step.approver.id != drafter)
        if not 1 <= group.need <= size:
            yield Flaw(f"{at}.need", f"정족수는 1명에서 {size}명 사이여야 합니다.")
    if any(step.post for step in group.steps):
        yield Flaw(at, "정족수 묶음에는 후결을 둘 수 없습니다.")


def _flaws_of_viewers(viewers: tuple[Viewer, ...], grade: Grade) -> Iterator[Flaw]:
    if len(viewers) > VIEWERS:
        yield Flaw("$.viewers", f"참조·공람·수신은 {VIEWERS}곳까지 둘 수 있습니다.")
    seen: set[tuple[ViewerKind, int | None, int | None]] = set()
    for n, viewer in enumerate(viewers):
        at = f"$.viewers[{n}]"
        key = viewer.kind, viewer.person.id if viewer.person else None, viewer.department_id
        if (viewer.person is None) == (viewer.department_id is None):
            yield Flaw(at, "사람과 부서 가운데 하나만 골라 주세요.")
        elif viewer.kind is ViewerKind.RECEIVE and viewer.department_id is None:
            yield Flaw(at, "수신은 부서만 할 수 있습니다.")
        elif viewer.department_id is not None and grade is Grade.S:
            yield Flaw(at, "보안등급 S 문서는 부서와 공유할 수 없습니다.")
        if key in seen:
            yield Flaw(at, "같은 대상이 두 번 있습니다.")
        seen.add(key)
