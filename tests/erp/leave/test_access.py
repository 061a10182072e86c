"""Who may do and see what: the cells of the access matrix, deny by default."""

from typing import Any

import pytest

from maru.chassis.web import Route
from tests.erp.leave.house import V2, House
from tests.erp.office import ADMIN, CHIEF, ELSEWHERE, HR, JUN, LEAD, MINA, SALES_HEAD

EVERYBODY = (MINA, JUN, LEAD, CHIEF, HR, SALES_HEAD, ADMIN, ELSEWHERE)
S_M_H = {MINA, LEAD, CHIEF, HR}
DAYS = {"startDate": "2026-11-06", "endDate": "2026-11-06"}
HOLIDAY = {"date": "2026-11-11", "name": "휴일", "source": "취업규칙", "effective": "2026-11-02"}
CHANGE = {"kind": "PUBLIC", "source": "취업규칙", "effective": "2026-11-02"}
GRANT = {"employeeId": MINA, "bucket": "COMPANY", "days": 1, "reason": "포상"}
SIMULATION = {"hireDate": "2025-01-31", "asOf": "2025-05-01"}
SPAN = "from=2026-11-01&to=2026-11-30"

Cell = tuple[str, str, Any, set[int]]

# The leave of MINA, who is in DEVELOPMENT under LEAD, who is under CHIEF. {id} is a leave of hers.
READS: list[Cell] = [
    ("GET", f"{V2}/leave/balances?employeeId=1", None, S_M_H),
    ("GET", f"{V2}/leave/ledger?employeeId=1", None, S_M_H),
    ("GET", f"{V2}/leave/requests?employeeId=1", None, S_M_H),
    ("GET", f"{V2}/leave/requests/{{id}}", None, S_M_H),
    ("GET", f"{V2}/leave/grants?employeeId=1", None, {HR}),
    ("GET", f"{V2}/leave/corrections", None, {HR}),
    ("GET", f"{V2}/holidays", None, {HR, ADMIN}),
    ("GET", f"{V2}/leave/balances/team?department=DEVELOPMENT", None, {LEAD, CHIEF, HR}),
    (
        "GET",
        f"{V2}/leave/calendar?{SPAN}&department=DEVELOPMENT",
        None,
        {MINA, JUN, LEAD, CHIEF, HR, ELSEWHERE},
    ),
    ("POST", f"{V2}/leave/preview", DAYS, set(EVERYBODY)),
    ("POST", f"{V2}/leave/simulate", SIMULATION, set(EVERYBODY)),
    ("GET", "/api/leaves/1", None, S_M_H),
    ("GET", "/leaves/1", None, S_M_H),
    ("GET", "/api/leaves/balance/1", None, S_M_H),
    ("GET", "/leaves/balance/1", None, S_M_H),
]
COMMANDS: list[Cell] = [
    ("POST", f"{V2}/leave/grants", GRANT, {HR}),
    ("POST", f"{V2}/holidays", HOLIDAY, {HR, ADMIN}),
    (
        "PUT",
        f"{V2}/holidays/1",
        {key: HOLIDAY[key] for key in ("source", "effective")} | {"kind": "PUBLIC"},
        {HR, ADMIN},
    ),
    ("DELETE", f"{V2}/holidays/1", None, {HR, ADMIN}),
    ("POST", f"{V2}/leave/requests/{{id}}/cancel-document", {"reason": "변경"}, {MINA, HR}),
    ("POST", "/api/leaves", {**DAYS, "employeeId": MINA}, {MINA}),
    ("POST", "/leaves", {**DAYS, "employeeId": MINA}, {MINA}),
    ("PUT", "/api/leaves/{waiting}/approve", None, {LEAD}),
    ("PUT", "/leaves/{waiting}/approve", None, {LEAD}),
    ("PUT", "/api/leaves/{waiting}/reject", {}, {LEAD}),
    ("PUT", "/leaves/{waiting}/reject", {}, {LEAD}),
]
OTHERS = [  # decided elsewhere: the caller's own, or by a proposal that the tests of holidays make
    ("POST", f"{V2}/leave/requests"),
    ("POST", f"{V2}/leave/corrections/{{id}}/decisions"),
]


async def answered(house: House, cell: Cell, by: int) -> int:
    method, path, body, _ = cell
    await house.employ(MINA)
    await house.office.get(f"{V2}/holidays", HR)
    settled = await house.settled(MINA, "2026-11-20")
    ask = {"startDate": "2026-11-27", "endDate": "2026-11-27"}
    waiting = await house.office.done("POST", "/api/leaves", MINA, ask)
    path = path.format(id=settled["id"], waiting=waiting["id"])
    return (await house.office.call(method, path, by, body, version=1)).status_code


def _names(cells: list[Cell]) -> list[str]:
    return [f"{method} {path.partition('?')[0]}" for method, path, _, _ in cells]


@pytest.mark.parametrize("by", EVERYBODY)
@pytest.mark.parametrize("cell", [*READS, *COMMANDS], ids=_names([*READS, *COMMANDS]))
async def test_every_cell_is_as_written(house: House, cell: Cell, by: int) -> None:
    status = await answered(house, cell, by)

    assert (status in (200, 201, 204)) == (by in cell[3]), status
    assert status in (200, 201, 204, 403, 404)


async def test_every_route_stands_in_the_matrix(house: House) -> None:
    def shape(method: str, path: str) -> tuple[str, str]:
        plain = path.partition("?")[0].replace("{waiting}", "{id}")
        return method, "/".join("{id}" if part.isdigit() else part for part in plain.split("/"))

    routes: list[Route] = list(house.office.parts.routes)
    written = {shape(method, path) for method, path, _, _ in [*READS, *COMMANDS]}
    assert {shape(route.method, route.path) for route in routes} == written | {
        shape(*each) for each in OTHERS
    }


@pytest.mark.parametrize("cell", [*READS, *COMMANDS], ids=_names([*READS, *COMMANDS]))
async def test_nobody_unknown_gets_anything(house: House, cell: Cell) -> None:
    method, path, body, _ = cell
    refused = await house.office.call(method, path.format(id=1, waiting=1), None, body)

    assert refused.status_code == 401 and "로그인이 필요합니다" in refused.text


async def test_a_leave_that_the_caller_may_not_know_of_is_unknown(house: House) -> None:
    await house.employ(MINA)
    asked = await house.ask(MINA, "2026-11-06")
    refused = await house.office.call("GET", f"{V2}/leave/requests/{asked['id']}", JUN)

    assert (refused.status_code, refused.json()["code"]) == (404, "not-found")


async def test_another_company_sees_none_of_ours_in_its_calendar(house: House) -> None:
    await house.employ(MINA)
    await house.ask(MINA, "2026-11-06")
    span = {"from": "2026-11-01", "to": "2026-11-30"}
    shown = await house.office.get(f"{V2}/leave/calendar", ELSEWHERE, **span)

    assert len(shown["days"]) == 30 and not any(day["absences"] for day in shown["days"])


async def test_hr_asking_for_nobody_hears_that_there_is_nobody(house: House) -> None:
    for id in (99, ELSEWHERE):
        refused = await house.office.call("GET", f"/api/leaves/balance/{id}", HR)
        assert (refused.status_code, refused.json()["error"]) == (404, f"Employee not found: {id}")


async def test_a_modern_command_needs_its_key(house: House) -> None:
    refused = await house.office.http.post(f"{V2}/leave/requests", headers={"x-employee": "1"}, json=DAYS)

    assert (refused.status_code, refused.json()["code"]) == (400, "idempotency-key-required")


async def test_an_unreachable_directory_is_a_503_to_try_again(house: House) -> None:
    house.office.company.away = True
    refused = await house.office.call("GET", "/api/leaves/1", LEAD)

    assert refused.status_code == 503 and "retry-after" in refused.headers
    assert (await house.office.call("GET", "/api/leaves/1", MINA)).status_code == 200
