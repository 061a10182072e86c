"""The people and papers of these tests: D drafts, A1→A2→A3 approve, F is finance, G stands in."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec.structs import replace

from maru.erp.approvals.contract import Action, DelegationKind, Fields, GroupKind, Person, StepRole
from maru.erp.approvals.domain.case import Choice
from maru.erp.approvals.domain.catalogue import FORMS
from maru.erp.approvals.domain.decisions import decide
from maru.erp.approvals.domain.delegations import Delegation, Scope, activate, propose
from maru.erp.approvals.domain.document import Act, Document, Outcome
from maru.erp.approvals.domain.drafting import draft, set_line, submit
from maru.erp.approvals.domain.forms import Form
from maru.erp.approvals.domain.line import Group, Groups, Step, Viewer
from maru.erp.approvals.domain.numbering import KST
from maru.erp.approvals.domain.policy import Policy

NOON = datetime(2026, 11, 20, 12, tzinfo=KST)
D = Person(1, "도기안", "사원", 10, "개발팀")
A1 = Person(2, "김팀장", "팀장", 10, "개발팀")
A2 = Person(3, "이본부", "본부장", 9, "본부")
A3 = Person(4, "박대표", "대표", 1, "대표실")
F = Person(5, "최재무", "팀장", 20, "재무팀")
G = Person(6, "정대리", "대리", 10, "개발팀")
X = Person(7, "한합의", "과장", 30, "법무팀")
Y = Person(8, "윤합의", "과장", 31, "인사팀")
PEOPLE = {person.id: person for person in (D, A1, A2, A3, F, G, X, Y)}


def later(hours: float) -> datetime:
    return NOON + timedelta(hours=hours)


def by(person: Person, hours: float = 1) -> Act:
    return Act(person.id, later(hours))


def form(policy: Policy = Policy(), id: str = "general") -> Form:
    return replace(FORMS[id], policy=policy)


def serial(*people: Person, role: StepRole = StepRole.APPROVE) -> Groups:
    return (Group(steps=tuple(_step(person, role, n) for n, person in enumerate(people, 1))),)


def together(
    *people: Person | tuple[Person, StepRole],
    kind: GroupKind = GroupKind.PARALLEL,
    need: int | None = None,
    percent: int | None = None,
) -> Group:
    pairs = [p if isinstance(p, tuple) else (p, StepRole.APPROVE) for p in people]
    steps = tuple(_step(person, role, n) for n, (person, role) in enumerate(pairs, 1))
    return Group(kind=kind, need=need, percent=percent, steps=steps)


def _step(person: Person, role: StepRole, n: int) -> Step:
    return Step(id=f"s{n}", role=role, approver=person)


def numbered_ids(groups: Groups) -> Groups:
    made, result = 0, []
    for group in groups:
        steps = tuple(replace(step, id=f"s{made + n}") for n, step in enumerate(group.steps, 1))
        made += len(steps)
        result.append(replace(group, steps=steps))
    return tuple(result)


def drafted(
    groups: Groups,
    *,
    policy: Policy = Policy(),
    form_id: str = "general",
    fields: Fields | None = None,
    viewers: tuple[Viewer, ...] = (),
    drafter: Person = D,
) -> Document:
    made = draft("d1", 12, "acme", form(policy, form_id), drafter, NOON, title="노트북 구매", fields=fields)
    return set_line(made, Act(drafter.id, NOON), numbered_ids(groups), viewers).document


def sent(
    groups: Groups,
    *,
    policy: Policy = Policy(),
    form_id: str = "general",
    fields: Fields | None = None,
    viewers: tuple[Viewer, ...] = (),
) -> Outcome:
    paper = drafted(groups, policy=policy, form_id=form_id, fields=fields, viewers=viewers)
    return submit(paper, Act(D.id, NOON), form(policy, form_id), PEOPLE, (10, 9, 1))


def on_way(groups: Groups, policy: Policy = Policy(), **more: object) -> Document:
    return sent(groups, policy=policy, **more).document  # type: ignore[arg-type]


def did(
    document: Document,
    who: Person,
    action: Action,
    step: str | None = None,
    *,
    comment: str = "사유",
    target: str | None = None,
    delegations: Sequence[Delegation] = (),
    hours: float = 1,
) -> Outcome:
    choice = Choice(action=action, step_id=step, comment=comment, target_step_id=target)
    return decide(document, by(who, hours), choice, delegations)


def standing_in(
    giver: Person = A1,
    delegate: Person = G,
    kind: DelegationKind = DelegationKind.PLANNED,
    **scope: object,
) -> Delegation:
    wanted = Scope(kind=kind, start="2026-11-20", end="2026-11-27", **scope)  # type: ignore[arg-type]
    made = propose("g1", "acme", giver, delegate, wanted, NOON)
    return made if kind is DelegationKind.PLANNED else activate(made, delegate.id, NOON)


def states(document: Document) -> list[str]:
    return [step.state.value for group in document.groups for step in group.steps]


def step(document: Document, id: str) -> Step:
    return next(s for group in document.groups for s in group.steps if s.id == id)


def told(outcome: Outcome) -> list[str]:
    return [str(type(event).__struct_config__.tag) for event in outcome.events]
