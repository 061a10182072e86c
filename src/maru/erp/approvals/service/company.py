"""What approvals asks of the organisation: people on paper, the chain above them, what a caller may read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from time import monotonic

from maru.chassis.problems import Denied
from maru.chassis.web import Principal
from maru.erp.approvals.contract import Person
from maru.erp.approvals.domain.delegations import Delegation
from maru.erp.approvals.domain.reading import Reader
from maru.erp.approvals.domain.routes import Surroundings
from maru.erp.employees.contract import Department, Directory, no_employee
from maru.erp.employees.contract import Person as Employee

FINANCE = "FINANCE"
SUGGESTED = 2.0  # seconds
REMEMBERED = 10_000
TITLES = ("사원", "주임", "대리", "과장", "차장", "부장", "팀장", "본부장", "이사", "대표이사")


def employee_of(who: Principal) -> int:
    """The caller's employee number. Refuses `Denied` for accounts that are no employee's."""
    id = who.claims.get("employee_id")
    if isinstance(id, int):
        return id
    raise Denied("직원 정보가 연결되지 않은 계정입니다. 인사 담당자에게 문의해 주세요.")


def on_paper(employee: Employee, known: Mapping[int, Department]) -> Person:
    """The person with the department's name as papers print it."""
    department = known.get(employee.department_id or 0)
    return Person(
        id=employee.id,
        name=employee.name,
        title=employee.title,
        department_id=employee.department_id,
        department=(department.korean or department.name) if department else employee.department,
    )


@dataclass(frozen=True)
class Company:
    """The organisation as approvals sees it. What only suggests (the rules' line) may be `SUGGESTED` old."""

    directory: Directory
    _around: dict[tuple[str, int], tuple[float, Surroundings]] = field(default_factory=dict)
    _names: dict[str, tuple[float, Mapping[int, Department]]] = field(default_factory=dict)

    async def person(self, tenant: str, id: int) -> Person:
        found = await self.people(tenant, [id])
        if id not in found:
            raise no_employee(id)
        return found[id]

    async def people(self, tenant: str, ids: Iterable[int]) -> Mapping[int, Person]:
        """Those of `ids` who are employed today."""
        found = await self.directory.people(tenant, sorted(set(ids)))
        known = await self._known(tenant)
        return {employee.id: on_paper(employee, known) for employee in found if employee.active}

    async def departments(self, tenant: str) -> Mapping[int, Department]:
        return {each.id: each for each in await self.directory.departments(tenant)}

    async def _known(self, tenant: str) -> Mapping[int, Department]:
        """As `departments`, for their names only: they may be `SUGGESTED` old."""
        held = self._names.get(tenant)
        if held is None or monotonic() - held[0] >= SUGGESTED:
            held = self._names[tenant] = monotonic(), await self.departments(tenant)
        return held[1]

    async def chain(self, tenant: str, department: int | None) -> tuple[int, ...]:
        """A department and those above it."""
        return _upwards(await self.departments(tenant), department)

    async def surroundings(self, tenant: str, drafter: Person) -> Surroundings:
        """What the rules of a line look at."""
        held = self._around.get((tenant, drafter.id))
        if held is not None and monotonic() - held[0] < SUGGESTED:
            return held[1]
        found = await self._surroundings(tenant, drafter)
        if len(self._around) >= REMEMBERED:
            self._around.clear()
        self._around[tenant, drafter.id] = monotonic(), found
        return found

    async def _surroundings(self, tenant: str, drafter: Person) -> Surroundings:
        known = await self.departments(tenant)
        managers = tuple(on_paper(head, known) for head in await self.directory.heads(tenant, drafter.id))
        finance = next((d.head_id for d in known.values() if d.name == FINANCE), None)
        roles = await self.people(tenant, [finance]) if finance is not None else {}
        controller = next(iter(roles.values()), None)
        return Surroundings(
            drafter=drafter,
            departments=_upwards(known, drafter.department_id),
            head=managers[0] if managers else None,
            managers=managers,
            roles={} if controller is None else {"finance": controller},
            titles=TITLES,
        )

    async def reader(self, who: Principal, delegations: tuple[Delegation, ...] = ()) -> Reader:
        me = employee_of(who)
        found = await self.directory.people(who.tenant, [me])
        department = found[0].department_id if found else None
        headed = await self.directory.managed_departments(who.tenant, me) if "manager" in who.roles else []
        return Reader(
            id=me,
            departments=frozenset(() if department is None else (department,)),
            heads=frozenset(each.id for each in headed),
            hr="hr" in who.roles,
            delegations=delegations,
        )


def _upwards(known: Mapping[int, Department], department: int | None) -> tuple[int, ...]:
    found: list[int] = []
    while department is not None and department in known and department not in found:
        found.append(department)
        department = known[department].parent_id
    return tuple(found)
