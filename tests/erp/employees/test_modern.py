"""`/api/v2/erp`: versions, keys, cursors, problems, the chart."""

import asyncio

import pytest

from maru.chassis.ids import uuid7
from tests.erp.employees.conftest import Company
from tests.erp.employees.office import Office
from tests.erp.engines import ENGINES

V2 = "/api/v2/erp"


async def test_me_names_whom_i_answer_to_and_whom_i_look_after(company: Company) -> None:
    me = (await company.office.ask("GET", f"{V2}/me", company.lead)).json()

    assert me["employee"]["name"] == "이팀장"
    assert [head["name"] for head in me["heads"]] == ["김본부"]
    assert [each["name"] for each in me["managedDepartments"]] == ["DEVELOPMENT"]
    nobody = await company.office.ask("GET", f"{V2}/me", 404)
    assert (nobody.status_code, nobody.json()["code"]) == (404, "not-found")


async def test_terms_of_employment_are_for_oneself_the_manager_and_hr(company: Company) -> None:
    path = f"{V2}/employees/{company.staff}"
    for who, sees in (("staff", True), ("lead", True), ("head", True), ("peer", False), ("seller", False)):
        shown = (await company.office.ask("GET", path, getattr(company, who))).json()
        assert (shown["hireDate"] is not None, shown["workDays"] is not None) == (sees, sees)
        assert shown["department"] == "DEVELOPMENT"


async def test_pages_follow_each_other_without_gap_or_repeat(company: Company) -> None:
    seen: list[int] = []
    cursor = ""
    while True:
        page = (await company.office.ask("GET", f"{V2}/employees?limit=2{cursor}", company.staff)).json()
        seen += [each["id"] for each in page["items"]]
        if page["nextCursor"] is None:
            break
        cursor = f"&cursor={page['nextCursor']}"

    assert seen == sorted(seen) and len(seen) == 5
    for bad in ("cursor=x", "limit=0", "limit=101"):
        assert (await company.office.ask("GET", f"{V2}/employees?{bad}", company.staff)).status_code in (
            400,
            422,
        )


async def test_the_list_is_narrowed_by_name_and_department(company: Company) -> None:
    async def found(query: str) -> list[str]:
        page = await company.office.ask("GET", f"{V2}/employees?{query}", company.staff)
        return [each["name"] for each in page.json()["items"]]

    assert await found("q=사원") == ["박사원"]
    assert await found("department=SALES") == await found(f"department={company.sales}") == ["정영업"]
    assert await found("q=' OR 1=1") == []


async def test_a_change_needs_the_version_that_was_read(company: Company) -> None:
    path = f"{V2}/employees/{company.staff}"
    read = await company.office.hr("GET", path)
    blind = await company.office.hr("PATCH", path, {"position": "대리"})
    changed = await company.office.hr("PATCH", path, {"position": "대리"}, if_match=read.headers["etag"])
    late = await company.office.hr("PATCH", path, {"position": "과장"}, if_match=read.headers["etag"])

    assert (blind.status_code, blind.json()["code"]) == (428, "precondition-required")
    assert (changed.status_code, changed.headers["etag"]) == (200, '"v2"')
    assert (late.status_code, late.json()["code"]) == (412, "stale-version")
    assert (await company.office.hr("GET", path)).json()["position"] == "대리"


@pytest.mark.parametrize("work", ENGINES, indirect=True)
async def test_of_many_changes_at_once_from_one_version_exactly_one_counts(company: Company) -> None:
    path = f"{V2}/employees/{company.staff}"
    asked = [company.office.hr("PATCH", path, {"position": f"직책{n}"}, if_match='"v1"') for n in range(50)]
    statuses = [answer.status_code for answer in await asyncio.gather(*asked)]

    assert sorted(set(statuses)) == [200, 412] and statuses.count(200) == 1


async def test_one_key_hires_one_person_and_replays_the_same_bytes(company: Company) -> None:
    ask, key = {"name": "새사람", "departmentId": company.sales, "position": "사원"}, uuid7()
    first = await company.office.hr("POST", f"{V2}/employees", ask, idempotency_key=key)
    again = await company.office.hr("POST", f"{V2}/employees", ask, idempotency_key=key)
    other = await company.office.hr("POST", f"{V2}/employees", {**ask, "name": "딴사람"}, idempotency_key=key)
    keyless = await company.office.ask("POST", f"{V2}/employees", 999, ask, "hr")

    assert first.status_code == again.status_code == 201
    assert first.content == again.content and again.headers["idempotent-replayed"] == "true"
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-mismatch")
    assert (keyless.status_code, keyless.json()["code"]) == (400, "idempotency-key-required")
    assert len(await company.office.directory.find("maru", "새사람")) == 1


@pytest.mark.parametrize(
    ("ask", "status", "code"),
    [
        ({"departmentId": 404}, 404, "not-found"),
        ({"email": "lead@maru.example"}, 409, "duplicate-email"),
        ({"email": "nowhere"}, 422, "invalid-employee"),
        ({"workDays": [1, 1]}, 422, "invalid-employee"),
        ({"workDays": [8]}, 422, "invalid-employee"),
        ({"dayMinutes": 10}, 422, "invalid"),
        ({"salary": 1}, 422, "invalid"),
    ],
)
async def test_a_hire_that_cannot_be_is_refused_with_its_code(
    company: Company, ask: dict[str, object], status: int, code: str
) -> None:
    body = {"name": "새사람", "departmentId": company.sales, "position": "사원", **ask}
    refused = await company.office.hr("POST", f"{V2}/employees", body)

    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert refused.headers["content-type"] == "application/problem+json"


async def test_departments_refuse_loops_strange_heads_and_taken_names(company: Company) -> None:
    async def change(id: int, body: dict[str, int | None]) -> str:
        version = (await company.office.hr("GET", f"{V2}/departments/{id}")).headers["etag"]
        answer = await company.office.hr("PATCH", f"{V2}/departments/{id}", body, if_match=version)
        return str(answer.json().get("code", answer.status_code))

    assert await change(company.headquarters, {"parentId": company.development}) == "department-loop"
    assert await change(company.headquarters, {"parentId": company.headquarters}) == "department-loop"
    assert await change(company.sales, {"headId": 404}) == "invalid-head"
    assert await change(company.sales, {"parentId": 404}) == "not-found"
    assert await change(company.sales, {"parentId": company.development}) == "200"
    taken = await company.office.hr("POST", f"{V2}/departments", {"name": "SALES"})
    assert (taken.status_code, taken.json()["code"]) == (409, "duplicate-department")


async def test_the_chart_shows_heads_people_and_what_stands_below(company: Company) -> None:
    await company.office.verified("lost@maru.example", "미배정자")
    chart = (await company.office.ask("GET", f"{V2}/org-chart", company.staff)).json()

    (top,) = chart["departments"]
    assert (top["name"], top["head"]["name"]) == ("HEADQUARTERS", "김본부")
    assert [each["name"] for each in top["children"]] == ["DEVELOPMENT", "SALES"]
    assert [each["name"] for each in top["children"][0]["members"]] == ["이팀장", "박사원", "최동료"]
    assert [each["name"] for each in chart["unplaced"]] == ["미배정자"]


async def test_a_leaver_is_offboarded_once_and_never_before_the_hire(company: Company) -> None:
    path = f"{V2}/employees/{company.peer}/offboard"
    for body in ({"leftOn": "2026-03-03"}, {"leftOn": "2020-01-01"}, {"successorId": company.peer}):
        refused = await company.office.hr("POST", path, body)
        assert (refused.status_code, refused.json()["code"]) == (422, "invalid-employee")
    first = await company.office.hr("POST", path, {})
    again = await company.office.hr("POST", path, {})

    assert first.status_code == 200
    assert (again.status_code, again.json()["code"]) == (409, "already-left")
    version = first.headers["etag"]
    changed = await company.office.hr(
        "PATCH", f"{V2}/employees/{company.peer}", {"position": "대리"}, if_match=version
    )
    assert (changed.status_code, changed.json()["code"]) == (409, "already-left")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/employees"),
        ("PATCH", "/employees/1"),
        ("POST", "/employees/1/offboard"),
        ("POST", "/departments"),
        ("PATCH", "/departments/1"),
    ],
)
async def test_only_hr_writes(company: Company, method: str, path: str) -> None:
    for who, roles, status in (
        (company.staff, "staff", 403),
        (company.head, "staff,manager", 403),
        (998, "staff,admin", 403),
        (None, "", 401),
    ):
        answer = await company.office.ask(method, f"{V2}{path}", who, {}, roles, idempotency_key=uuid7())
        assert answer.status_code == status


async def test_every_command_leaves_an_audit_line(work: Office) -> None:
    from maru.chassis.audit import AuditLog

    department = await work.department("DEVELOPMENT")
    id = await work.person("홍길동", department)
    await work.head(department, id)
    await work.hr("DELETE", f"/api/employees/{id}")

    lines = await work.store.read(
        lambda tx: [*AuditLog(tx).of(f"employee:{id}"), *AuditLog(tx).of(f"department:{department}")]
    )
    assert [(line.action, line.actor) for line in lines] == [
        ("employee.hire", 999),
        ("employee.offboard", 999),
        ("department.found", 999),
        ("department.change", 999),
    ]


@pytest.mark.parametrize("work", ENGINES, indirect=True)
async def test_people_hired_at_once_get_numbers_of_their_own_without_a_gap(work: Office) -> None:
    sales = await work.department("SALES")
    ids = await asyncio.gather(*(work.person(f"사원{n}", sales) for n in range(30)))

    assert sorted(ids) == list(range(1, 31))
