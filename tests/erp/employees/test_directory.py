"""What other services learn of the organisation, and what identity is told of its people."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maru.chassis.ids import uuid7
from maru.erp.employees.contract import Department, DepartmentLoop
from maru.erp.employees.domain import managed, parents_first, refuse_loop
from maru.identity.accounts.contract import AccountVerified
from tests.erp.employees.conftest import Company
from tests.erp.employees.office import NOW, Office


def names(people: list[Any]) -> list[str]:
    return [person.name for person in people]


async def test_heads_are_those_above_from_the_own_department_upwards_without_oneself(
    company: Company,
) -> None:
    ask = company.office.directory.heads

    assert names(await ask("maru", company.staff)) == ["이팀장", "김본부"]
    assert names(await ask("maru", company.lead)) == ["김본부"]
    assert names(await ask("maru", company.seller)) == ["김본부"]
    assert await ask("maru", company.head) == []
    assert await ask("other", company.staff) == []


async def test_who_heads_two_levels_is_one_head(company: Company) -> None:
    await company.office.head(company.development, company.head)

    assert names(await company.office.directory.heads("maru", company.staff)) == ["김본부"]


async def test_a_head_is_above_the_people_of_all_departments_below_but_not_above_themselves(
    company: Company,
) -> None:
    is_head = company.office.directory.is_head_of

    assert await is_head("maru", company.lead, company.staff)
    assert await is_head("maru", company.head, company.staff)
    assert not await is_head("maru", company.lead, company.seller)
    assert not await is_head("maru", company.lead, company.lead)
    assert not await is_head("maru", company.staff, company.lead)
    assert not await is_head("other", company.lead, company.staff)


async def test_members_and_managed_departments(company: Company) -> None:
    directory = company.office.directory

    assert names(await directory.department_members("maru", company.development)) == [
        "이팀장",
        "박사원",
        "최동료",
    ]
    assert await directory.department_members("other", company.development) == []
    mine = [d.name for d in await directory.managed_departments("maru", company.head)]
    assert mine == ["HEADQUARTERS", "DEVELOPMENT", "SALES"]
    assert await directory.managed_departments("maru", company.staff) == []


async def test_people_are_given_in_the_order_asked_and_only_of_the_tenant(company: Company) -> None:
    people = company.office.directory.people
    asked = [company.seller, 404, company.staff]

    assert names(await people("maru", asked)) == ["정영업", "박사원"]
    assert await people("other", asked) == []
    assert (await people("maru", [company.staff]))[0].department_id == company.development


async def test_people_are_found_by_part_of_their_name_a_percent_sign_being_one(company: Company) -> None:
    find = company.office.directory.find

    assert names(await find("maru", "사원")) == ["박사원"]
    assert names(await find("maru", "LEAD@")) == ["이팀장"]
    assert await find("maru", "%") == []
    assert names(await find("maru", department_id=company.sales)) == ["정영업"]
    assert names(await find("maru", title="팀장")) == ["이팀장"]
    assert len(await find("maru", after=company.lead, limit=2)) == 2


async def test_hr_people_are_those_to_whom_the_role_was_granted_whatever_their_title(work: Office) -> None:
    await work.verified("hr@maru.example", "윤인사", position="사원", roles=("staff", "hr"))
    await work.verified("boss@maru.example", "강인사", position="인사팀장")

    assert names(await work.directory.hr_people("maru")) == ["윤인사"]
    assert await work.directory.hr_people("other") == []


async def test_a_verified_account_becomes_an_employee_without_power(work: Office) -> None:
    development = await work.department("DEVELOPMENT")
    await work.verified("new@maru.example", "신입", position="본부장", department="DEVELOPMENT")
    person = await work.directory.of_account("maru", "acc-new")

    assert person is not None
    assert (person.name, person.title, person.department_id) == ("신입", "본부장", development)
    assert person.hire_date == date(2026, 3, 2)
    (told,) = await work.told("identity.membership.v1")
    assert told[1]["roles"] == ["staff"]
    assert told[1]["claims"] == {"employee_id": person.id, "department_id": development}
    assert await work.directory.managed_departments("maru", person.id) == []


async def test_a_department_that_a_stranger_made_up_stays_a_word(work: Office) -> None:
    await work.verified("new@maru.example", department="MY OWN")
    person = await work.directory.of_account("maru", "acc-new")

    assert person is not None and (person.department, person.department_id) == ("MY OWN", None)
    assert await work.directory.departments("maru") == []


async def test_an_account_is_linked_to_the_employee_whom_hr_entered_under_its_address(
    company: Company,
) -> None:
    await company.office.verified("Lead@maru.example", "다른 이름", position="사장")
    person = await company.office.directory.of_account("maru", "acc-Lead")

    assert person is not None and (person.id, person.name, person.title) == (company.lead, "이팀장", "팀장")
    told = (await company.office.told("identity.membership.v1"))[-1][1]
    assert told["roles"] == ["staff", "manager"] and told["account_id"] == "acc-Lead"


async def test_an_account_heard_of_twice_is_one_employee(work: Office) -> None:
    event = AccountVerified(
        tenant="maru", at=NOW, account_id="acc-1", email="a@maru.example", name="한사람", position="사원"
    )
    same = uuid7()
    for id in (same, same, uuid7()):
        await work.hear(event, id)

    assert names(await work.directory.find("maru")) == ["한사람"]
    assert [kind for kind, _ in await work.told("erp.employee.v1")] == ["created"]


async def test_buyers_and_pet_owners_do_not_become_employees(work: Office) -> None:
    await work.verified("fan@maru.example", roles=("buyer",))

    assert await work.directory.find("maru") == []
    assert await work.told("identity.membership.v1") == []


async def test_who_left_does_not_come_back_by_signing_up_again(company: Company) -> None:
    await company.office.hr("DELETE", f"/api/employees/{company.lead}")
    before = await company.office.told("identity.membership.v1")
    await company.office.verified("lead@maru.example", position="팀장")

    assert await company.office.directory.of_account("maru", "acc-lead") is None
    assert await company.office.told("identity.membership.v1") == before
    assert len(await company.office.directory.find("maru", active=None)) == 5


async def test_a_change_of_head_gives_power_to_one_and_takes_it_from_the_other(company: Company) -> None:
    await company.office.verified("lead@maru.example")
    await company.office.head(company.development, company.head)
    told = [each for _, each in await company.office.told("identity.membership.v1")][-2:]

    assert [(each["claims"]["employee_id"], each["roles"]) for each in told] == [
        (company.head, ["staff", "manager"]),
        (company.lead, ["staff"]),
    ]
    numbers = [each["number"] for _, each in await company.office.told("identity.membership.v1")]
    assert numbers == sorted(set(numbers))


async def test_a_leaver_loses_every_power_and_keeps_the_name(company: Company) -> None:
    await company.office.verified("lead@maru.example")
    left = await company.office.hr(
        "POST", f"/api/v2/erp/employees/{company.lead}/offboard", {"successorId": company.staff}
    )
    directory = company.office.directory

    assert left.status_code == 200 and left.json()["leftOn"] == "2026-03-02"
    (gone,) = await directory.people("maru", [company.lead])
    assert (gone.active, gone.name) == (False, "이팀장")
    assert names(await directory.heads("maru", company.staff)) == ["김본부"]
    assert not await directory.is_head_of("maru", company.lead, company.staff)
    assert names(await directory.department_members("maru", company.development)) == ["박사원", "최동료"]
    kind, told = (await company.office.told("erp.employee.v1"))[-1]
    assert (kind, told["successorId"]) == ("offboarded", company.staff)
    ended = (await company.office.told("identity.membership.v1"))[-1][1]
    assert (ended["claims"], ended["roles"]) == ({}, [])


async def test_a_former_address_stands_for_nobody(company: Company) -> None:
    path = f"/api/v2/erp/employees/{company.lead}"
    version = (await company.office.hr("GET", path)).headers["etag"]
    await company.office.hr("PATCH", path, {"email": "lee@maru.example"}, if_match=version)
    told = [each for _, each in await company.office.told("identity.membership.v1")][-2:]

    assert [(each["email"], each["roles"]) for each in told] == [
        ("lead@maru.example", []),
        ("lee@maru.example", ["staff", "manager"]),
    ]
    await company.office.verified("lead@maru.example", roles=("buyer",))
    assert await company.office.directory.of_account("maru", "acc-lead") is None


@given(
    st.lists(
        st.tuples(st.integers(1, 12), st.none() | st.integers(1, 12)), max_size=12, unique_by=lambda x: x[0]
    ),
    st.integers(1, 12),
)
def test_a_tree_lists_parents_first_and_never_takes_a_loop(
    wanted: list[tuple[int, int | None]], head: int
) -> None:
    parents: dict[int, int | None] = {}
    for id, parent in wanted:
        try:
            refuse_loop(parents, id, parent)
        except DepartmentLoop:
            parent = None
        parents[id] = parent
    tree = [
        Department(
            id=id,
            tenant="t",
            name=f"{id}",
            korean="",
            english="",
            parent_id=parent,
            head_id=head if id % 3 == 0 else None,
        )
        for id, parent in parents.items()
    ]
    ordered = [each.id for each in parents_first(tree)]

    assert sorted(ordered) == sorted(parents)
    for id, parent in parents.items():
        if parent in parents:
            assert ordered.index(parent) < ordered.index(id)

    def below(id: int | None) -> bool:
        return id is not None and ((id % 3 == 0 and id in parents) or below(parents.get(id)))

    assert {each.id for each in managed(tree, head)} == {id for id in parents if below(id)}


def test_a_department_cannot_be_put_below_its_own_child() -> None:
    with pytest.raises(DepartmentLoop):
        refuse_loop({1: None, 2: 1, 3: 2}, 1, 3)
