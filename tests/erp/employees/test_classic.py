"""The routes of the older clients: shapes, texts, who may see which figures, who may do what."""

import re

import pytest

from maru.erp.leave.contract import Bucket
from tests.erp.employees.conftest import Company
from tests.erp.employees.office import Office

NEW = {"name": "홍길동", "department": "DEVELOPMENT", "position": "사원"}


@pytest.mark.parametrize("base", ["/api/employees", "/employees"])
async def test_an_employee_is_shown_in_the_shape_and_order_of_the_older_clients(
    work: Office, base: str
) -> None:
    made = await work.ask("POST", base, 999, NEW, "hr")
    work.leave.days[1], work.clock.days[1] = 3.0, 12
    shown = await work.ask("GET", f"{base}/1", 1)

    assert (made.status_code, made.text) == (200, '{"id":1}')
    assert shown.text == (
        '{"id":1,"name":"홍길동","email":null,"department":"DEVELOPMENT","position":"사원",'
        '"annualLeaveBalance":3.0,"attendanceCount":12,"createdAt":"2026-03-02T09:30:00"}'
    )


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ({"name": " "}, "이름은 필수입니다"),
        ({"department": None}, "부서는 필수입니다"),
        ({"position": ""}, "직책은 필수입니다"),
        ({"name": "가" * 101}, "이름은 100자까지 쓸 수 있습니다"),
    ],
)
async def test_a_field_that_is_missing_is_named_in_both_error_members(
    work: Office, missing: dict[str, str | None], said: str
) -> None:
    refused = await work.ask("POST", "/api/employees", 999, {**NEW, **missing}, "hr")

    assert refused.status_code == 400
    assert refused.json()["error"] == refused.json()["message"] == said
    assert refused.json()["code"] == "field-required"


async def test_unknown_fields_are_ignored_and_nobody_becomes_powerful_by_them(work: Office) -> None:
    body = {**NEW, "position": "본부장", "id": 77, "roles": ["admin"], "departmentId": 3}
    made = await work.ask("POST", "/api/employees", 999, body, "hr")

    assert made.text == '{"id":1}'
    assert await work.told("identity.membership.v1") == []
    assert not await work.directory.managed_departments("maru", 1)


async def test_who_asks_for_an_unknown_person_is_told_which(company: Company) -> None:
    for path in ("/api/employees/70", "/api/employees/70/leave-balance"):
        missing = await company.office.hr("GET", path)
        assert (missing.status_code, missing.json()["error"]) == (404, "Employee not found: 70")


async def test_people_of_another_company_do_not_exist(company: Company) -> None:
    for path in (f"/api/employees/{company.staff}", f"/api/v2/erp/employees/{company.staff}"):
        answer = await company.office.ask("GET", path, 5, roles="hr", x_tenant="other")
        assert answer.status_code == 404
    assert (await company.office.ask("GET", "/api/employees", 5, roles="hr", x_tenant="other")).json() == []


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("staff", {"staff"}),
        ("lead", {"lead", "staff", "peer"}),
        ("head", {"head", "lead", "staff", "peer", "seller"}),
        ("seller", {"seller"}),
    ],
)
async def test_figures_are_shown_to_oneself_and_ones_manager_only(
    company: Company, who: str, sees: set[str]
) -> None:
    names = {getattr(company, name): name for name in ("head", "lead", "staff", "peer", "seller")}
    listed = (await company.office.ask("GET", "/api/employees", getattr(company, who))).json()

    assert {names[each["id"]] for each in listed if each["annualLeaveBalance"] is not None} == sees
    assert {names[each["id"]] for each in listed if each["attendanceCount"] is not None} == sees
    assert len(listed) == 5
    for id, name in names.items():
        one = (await company.office.ask("GET", f"/api/employees/{id}", getattr(company, who))).json()
        assert (one["annualLeaveBalance"] is not None) == (name in sees)


async def test_a_list_asks_leave_once_and_only_for_those_whose_figures_it_shows(company: Company) -> None:
    company.office.leave.asked.clear()
    await company.office.ask("GET", "/api/employees", company.lead)

    assert company.office.leave.asked == [[company.lead, company.staff, company.peer]]


async def test_filters_are_exact_and_combine(company: Company) -> None:
    async def ids(query: str) -> list[int]:
        return [each["id"] for each in (await company.office.hr("GET", f"/api/employees?{query}")).json()]

    assert await ids("department=DEVELOPMENT") == [company.lead, company.staff, company.peer]
    assert await ids("department=DEVELOPMENT&position=팀장") == [company.lead]
    assert await ids("department=DEV") == []
    assert await ids("position=' OR 1=1 --") == []


async def test_who_left_is_listed_for_hr_on_demand_only(company: Company) -> None:
    gone = await company.office.hr("DELETE", f"/api/employees/{company.peer}")
    again = await company.office.hr("DELETE", f"/api/employees/{company.peer}")
    by_staff = await company.office.ask("GET", "/api/employees?includeLeft=true", company.staff)
    by_hr = await company.office.hr("GET", "/api/employees?includeLeft=true")

    assert (gone.status_code, gone.content, again.status_code) == (204, b"", 204)
    assert company.peer not in [each["id"] for each in by_staff.json()]
    assert company.peer in [each["id"] for each in by_hr.json()]
    assert (await company.office.hr("GET", f"/api/employees/{company.peer}")).json()["name"] == "최동료"


async def test_hr_changes_department_and_position_and_unchanged_values_are_accepted(company: Company) -> None:
    path = f"/api/employees/{company.staff}"
    moved = await company.office.hr("PUT", path, {"department": "SALES", "position": "대리"})
    same = await company.office.hr("PUT", path, {"department": "SALES", "position": "대리"})

    assert (moved.json()["department"], moved.json()["position"]) == ("SALES", "대리")
    assert same.json() == moved.json()
    assert [kind for kind, _ in await company.office.told("erp.employee.v1")].count("moved") == 1


async def test_one_may_set_ones_own_empty_address_to_the_verified_one_and_nothing_else(work: Office) -> None:
    await work.verified("mina@maru.example", position="사원", department="DEVELOPMENT")
    employee = (await work.directory.of_account("maru", "acc-mina")) or pytest.fail("not linked")
    path, mine = f"/api/employees/{employee.id}", {"x_account": "acc-mina"}
    same = {"email": "mina@maru.example", "department": "DEVELOPMENT", "position": "사원"}

    assert (await work.ask("PUT", path, employee.id, same, **mine)).status_code == 200
    for forbidden in (
        {"email": "boss@maru.example"},
        {"position": "본부장"},
        {"department": "HR"},
    ):
        assert (await work.ask("PUT", path, employee.id, forbidden, **mine)).status_code == 403
    assert (await work.ask("PUT", path, employee.id + 1, same)).status_code == 403


async def test_an_empty_address_takes_the_verified_one_but_no_other(company: Company) -> None:
    work, path = company.office, f"/api/employees/{company.staff}"
    await work.verified("park@maru.example", roles=("buyer",))  # an account that is no employee yet
    mine = {"x_account": "acc-park"}
    refused = await work.ask("PUT", path, company.staff, {"email": "other@maru.example"}, **mine)
    taken = await work.ask("PUT", path, company.staff, {"email": "Park@maru.example"}, **mine)

    assert refused.status_code == 403
    assert taken.json()["email"] == "park@maru.example"


async def test_a_team_is_the_managers_own_departments(company: Company) -> None:
    async def team(who: int, query: str = "", roles: str = "staff") -> object:
        answer = await company.office.ask("GET", f"/api/employees/team{query}", who, roles=roles)
        return [each["id"] for each in answer.json()] if answer.status_code == 200 else answer.status_code

    developers = [company.lead, company.staff, company.peer]
    assert await team(company.lead) == developers
    assert await team(company.head, "?department=SALES") == [company.seller]
    assert await team(company.lead, "?department=SALES") == 403
    assert await team(company.staff) == 403
    assert await team(999, "?department=DEVELOPMENT", "hr") == developers
    one = (await company.office.ask("GET", "/api/employees/team", company.head)).json()[0]
    assert list(one) == ["id", "name", "position", "leaveBalance"]


async def test_a_balance_is_for_oneself_the_manager_and_hr(company: Company) -> None:
    path = f"/api/employees/{company.staff}/leave-balance"
    shown = await company.office.ask("GET", path, company.staff)

    assert shown.text == '{"totalLeave":15.0,"remainingLeave":15.0}'
    for who, status in ((company.lead, 200), (company.head, 200), (company.peer, 403), (company.seller, 403)):
        assert (await company.office.ask("GET", path, who)).status_code == status
    assert (await company.office.hr("GET", path)).status_code == 200


async def test_managers_adjust_rewards_of_their_own_team_and_hr_any_bucket(company: Company) -> None:
    path, work = f"/api/employees/{company.staff}/leave-balance", company.office
    by_lead = await work.ask("PUT", path, company.lead, {"adjustment": 0.25, "managerId": company.lead})
    await work.hr("PUT", path, {"adjustment": -2})

    assert by_lead.text == '{"newBalance":15.25,"message":"연차 조정 완료"}'
    assert work.leave.bucket_of(company.staff) == [Bucket.REWARD, None]
    assert [ask.as_manager for ask in work.leave.adjusted.values()] == [True, False]


@pytest.mark.parametrize(
    ("who", "body", "status"),
    [
        ("staff", {"adjustment": 1}, 403),  # oneself
        ("peer", {"adjustment": 1}, 403),
        ("seller", {"adjustment": 1}, 403),
        ("lead", {"adjustment": 1, "managerId": 999}, 403),  # in somebody else's name
        ("lead", {"adjustment": 0.3}, 400),
        ("lead", {"adjustment": 0}, 400),
        ("lead", {"adjustment": "many"}, 400),
    ],
)
async def test_an_adjustment_that_is_not_allowed_reaches_no_ledger(
    company: Company, who: str, body: dict[str, object], status: int
) -> None:
    path = f"/api/employees/{company.staff}/leave-balance"
    refused = await company.office.ask("PUT", path, getattr(company, who), body)

    assert refused.status_code == status
    assert not company.office.leave.adjusted


async def test_not_even_hr_adjusts_their_own_leave(company: Company) -> None:
    path = f"/api/employees/{company.lead}/leave-balance"
    refused = await company.office.ask("PUT", path, company.lead, {"adjustment": 1}, "staff,manager,hr")

    assert refused.status_code == 403
    assert not company.office.leave.adjusted


async def test_a_deduction_counts_once_per_reference_or_key(company: Company) -> None:
    path, work = f"/api/employees/{company.staff}/deduct-leave", company.office
    body = {"days": 1.5, "referenceId": "A-12"}
    first = await work.ask("POST", path, "service", body)
    again = await work.ask("POST", path, "service", body)
    keyed = [
        await work.ask("POST", path, "service", {"days": 1}, idempotency_key="one key") for _ in range(2)
    ]

    assert first.text == '{"remainingLeave":13.5,"message":"연차 차감 완료"}' == again.text
    assert [answer.json()["remainingLeave"] for answer in keyed] == [12.5, 12.5]
    for who in (company.staff, company.lead):
        assert (await work.ask("POST", path, who, body)).status_code == 403


async def test_a_deduction_says_why_it_is_refused(company: Company) -> None:
    path, work = f"/api/employees/{company.staff}/deduct-leave", company.office
    short = await work.ask("POST", path, "service", {"days": 16, "referenceId": "A-1"})
    nameless = await work.ask("POST", path, "service", {"days": 1})
    odd = await work.ask("POST", path, "service", {"days": 0.1, "referenceId": "A-2"})

    assert (short.status_code, short.json()["error"]) == (400, "연차가 부족합니다")
    assert nameless.status_code == odd.status_code == 400
    assert not work.leave.deducted


@pytest.mark.parametrize("base", ["/api", ""])
@pytest.mark.parametrize(
    ("method", "path", "statuses"),
    # nobody, a service, staff, a manager of others, admin
    [
        ("POST", "/employees", (401, 403, 403, 403, 400)),
        ("GET", "/employees", (401, 403, 200, 200, 200)),
        ("GET", "/employees/{id}", (401, 403, 200, 200, 200)),
        ("PUT", "/employees/{id}", (401, 403, 403, 403, 403)),
        ("DELETE", "/employees/{id}", (401, 403, 403, 403, 403)),
        ("GET", "/employees/team", (401, 403, 403, 200, 403)),
        ("GET", "/employees/{id}/leave-balance", (401, 403, 403, 403, 403)),
        ("PUT", "/employees/{id}/leave-balance", (401, 403, 403, 403, 403)),
        ("POST", "/employees/{id}/deduct-leave", (401, 400, 403, 403, 403)),
    ],
)
async def test_every_route_is_open_to_exactly_those_it_is_for(
    company: Company, base: str, method: str, path: str, statuses: tuple[int, ...]
) -> None:
    path = base + path.replace("{id}", str(company.seller))
    body = {"adjustment": 1, "days": 1} if method in ("PUT", "POST") and "leave" in path else {}
    asked = [
        await company.office.ask(method, path, None, body),
        await company.office.ask(method, path, "service", body),
        await company.office.ask(method, path, company.staff, body),
        await company.office.ask(method, path, company.lead, body),
        await company.office.ask(method, path, 998, body, "staff,admin"),
    ]

    assert tuple(answer.status_code for answer in asked) == statuses
    assert asked[0].json()["error"] == "로그인이 필요합니다"


async def test_the_table_of_routes_holds_each_classic_path_twice_and_shows_it_once(work: Office) -> None:
    classic = [route for route in work.parts.routes if not route.modern]
    api = {(r.method, r.path.removeprefix("/api")) for r in classic if r.path.startswith("/api/")}
    bare = {(r.method, r.path) for r in classic if not r.path.startswith("/api/")}

    assert api == bare and len(api) == 9
    assert all(route.hidden != bool(re.match("/api/", route.path)) for route in classic)


@pytest.mark.parametrize("id", ["0", "-1", "9" * 30, "x", "%00"])
async def test_a_number_that_can_be_nobodys_is_not_found(work: Office, id: str) -> None:
    assert (await work.hr("GET", f"/api/employees/{id}")).status_code == 404
    assert (await work.hr("GET", f"/api/v2/erp/employees/{id}")).status_code == 404


async def test_the_hr_role_without_an_employee_behind_it_opens_nothing(company: Company) -> None:
    """A leaver's account may still carry the grant."""
    work = company.office
    headers = {"x-who": "service-less", "x-roles": "hr"}
    body = {"x-account": "acc-old", "x-tenant": "maru"}
    for method, path in (
        ("DELETE", f"/api/employees/{company.staff}"),
        ("GET", "/api/employees/team"),
        ("GET", "/api/employees"),
        ("GET", f"/api/employees/{company.staff}"),
        ("GET", "/api/v2/erp/employees"),
        ("GET", "/api/v2/erp/departments"),
        ("GET", "/api/v2/erp/org-chart"),
    ):
        answer = await work.http.request(method, path, headers={**headers, **body})
        assert answer.status_code == 403
