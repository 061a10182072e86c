"""자동결재선: rules that match form × department × amount × title, and the people they resolve to."""

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import Final

from msgspec import Struct

from maru.chassis.problems import Flaw
from maru.erp.approvals.contract import Fields, GroupKind, NoApprover, Person, StepRole
from maru.erp.approvals.domain.expressions import BadExpression, evaluate, parse, truth
from maru.erp.approvals.domain.line import Group, Groups, Step, Why


class Resolver(StrEnum):
    """A person by id, the n-th manager (N차), the department's head, whoever has a role, or a title or higher."""

    PERSON = "PERSON"
    MANAGER = "MANAGER"
    DEPARTMENT_HEAD = "DEPARTMENT_HEAD"
    ROLE = "ROLE"
    TITLE = "TITLE"


class RouteStep(Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True):
    """`value` is the resolver's argument. An `optional` step is left out when nobody is found."""

    resolver: Resolver
    value: str = ""
    role: StepRole = StepRole.APPROVE
    why: str = ""
    optional: bool = False


class RouteGroup(Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True):
    steps: tuple[RouteStep, ...]
    kind: GroupKind = GroupKind.SERIAL
    need: int | None = None
    percent: int | None = None


class Route(Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True):
    """None matches everything; `when` is a condition over the form's fields."""

    id: str
    name: str
    priority: int = 0
    form_id: str | None = None
    department_id: int | None = None
    title: str | None = None
    when: str = ""
    groups: tuple[RouteGroup, ...]

    @property
    def rank(self) -> tuple[int, int]:
        """The higher priority first, then the more specific rule."""
        asked = (self.form_id, self.department_id, self.title, self.when or None)
        return self.priority, sum(1 for a in asked if a is not None)


class Surroundings(Struct, frozen=True, kw_only=True):
    """The drafter's place in the company: `managers` from the nearest upward, `titles` from low to high."""

    drafter: Person
    departments: tuple[int, ...] = ()
    head: Person | None = None
    managers: tuple[Person, ...] = ()
    people: Mapping[int, Person] = {}
    roles: Mapping[str, Person] = {}
    titles: tuple[str, ...] = ()


def match(routes: Iterable[Route], form_id: str, fields: Fields, around: Surroundings) -> Route | None:
    """The rule that decides the line: of those that match the first by rank, then by id."""
    matching = [route for route in routes if _matches(route, form_id, fields, around)]
    return min(matching, key=lambda r: (-r.rank[0], -r.rank[1], r.id), default=None)


def resolve(route: Route, around: Surroundings) -> Groups:
    """The line of this rule, each step with its reason.

    Where it names the drafter it climbs to the next manager; refuses `NoApprover` when nobody is left.
    """
    made = 0
    groups: list[Group] = []
    for group in route.groups:
        steps: list[Step] = []
        for asked in group.steps:
            person = _person(asked, around)
            if person is None and not asked.optional:
                raise NoApprover(
                    f"'{route.name}' 규칙에 맞는 결재자를 찾지 못했습니다. 관리자에게 문의해 주세요.",
                    errors=[Flaw("$.groups", f"{asked.resolver.value} {asked.value}".strip())],
                )
            if person is not None and not _stands_before(person, asked.role, steps):
                made += 1
                why = Why(text=asked.why or route.name, rule=route.id)
                steps.append(Step(id=f"s{made}", role=asked.role, approver=person, why=why))
        if steps:
            groups.append(Group(steps=tuple(steps), kind=group.kind, need=group.need, percent=group.percent))
    return tuple(groups)


def _matches(route: Route, form_id: str, fields: Fields, around: Surroundings) -> bool:
    if route.form_id not in (None, form_id) or route.title not in (None, around.drafter.title):
        return False
    if route.department_id is not None and route.department_id not in around.departments:
        return False
    if not route.when:
        return True
    try:
        return truth(evaluate(parse(route.when), fields))
    except BadExpression:  # a draft may still hold words where the condition wants numbers
        return False


def _person(asked: RouteStep, around: Surroundings) -> Person | None:
    found = _RESOLVE[asked.resolver](asked.value, around)
    if found is None or found.id != around.drafter.id:
        return found
    above = [person for person in around.managers if person.id != around.drafter.id]
    return above[0] if above else None


def _person_by_id(value: str, around: Surroundings) -> Person | None:
    return around.people.get(int(value)) if value.isdecimal() else None


def _manager(value: str, around: Surroundings) -> Person | None:
    n = int(value) if value.isdecimal() else 1
    return around.managers[n - 1] if 1 <= n <= len(around.managers) else None


def _title(value: str, around: Surroundings) -> Person | None:
    """The nearest manager with this title or a higher one."""
    if value not in around.titles:
        return None
    enough = around.titles[around.titles.index(value) :]
    return next((person for person in around.managers if person.title in enough), None)


def _stands_before(person: Person, role: StepRole, steps: list[Step]) -> bool:
    """Somebody to whom two steps of one group climb stands there once."""
    return any(step.approver.id == person.id and step.role is role for step in steps)


_RESOLVE: Final[Mapping[Resolver, Callable[[str, Surroundings], Person | None]]] = {
    Resolver.PERSON: _person_by_id,
    Resolver.MANAGER: _manager,
    Resolver.DEPARTMENT_HEAD: lambda _, around: around.head,
    Resolver.ROLE: lambda value, around: around.roles.get(value),
    Resolver.TITLE: _title,
}


def _managers(*ranks: int, why: str) -> RouteGroup:
    steps = tuple(
        RouteStep(
            resolver=Resolver.MANAGER, value=str(rank), why=f"{why} → {rank}차 결재자", optional=rank > 1
        )
        for rank in ranks
    )
    return RouteGroup(steps=steps)


_FINANCE: Final = RouteGroup(
    steps=(
        RouteStep(
            resolver=Resolver.ROLE,
            value="finance",
            role=StepRole.FINANCE_AGREE,
            why="지출 → 재무합의",
            optional=True,
        ),
    )
)

ROUTES: Final = (
    Route(id="leave", name="연차", form_id="leave", groups=(_managers(1, 2, why="연차"),)),
    Route(
        id="leave-cancel", name="연차 취소", form_id="leave-cancel", groups=(_managers(1, why="연차 취소"),)
    ),
    Route(id="expense", name="지출", form_id="expense", groups=(_managers(1, why="지출"), _FINANCE)),
    Route(
        id="expense-large",
        name="지출 300만원 초과",
        form_id="expense",
        when="amount > 3000000",
        groups=(_managers(1, why="지출"), _FINANCE, _managers(2, why="지출 300만원 초과")),
    ),
    Route(id="project", name="프로젝트", form_id="project", groups=(_managers(1, 2, why="프로젝트"),)),
    Route(id="general", name="일반", groups=(_managers(1, why="일반 기안"),)),
)
