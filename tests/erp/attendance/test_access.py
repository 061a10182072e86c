"""Who may do and see what: the cells of the access matrix, deny by default."""

import pytest

from tests.erp.office import ADMIN, CHIEF, ELSEWHERE, HR, JUN, LEAD, MINA, SALES_HEAD, Office

V2 = "/api/v2/erp/attendance"
SELF_ONLY = [("POST", "/attendance/check-in/1"), ("POST", "/attendance/check-out/1")]
READS = ["/attendance/history/1", "/attendance/progress/1"]
MODERN_READS = [f"{V2}/{what}?employeeId=1" for what in ("days", "check-ins", "progress", "corrections")]
ALLOWED = {MINA, LEAD, CHIEF, HR}


@pytest.mark.parametrize("prefix", ["", "/api"])
@pytest.mark.parametrize(("method", "path"), SELF_ONLY)
@pytest.mark.parametrize("by", [JUN, LEAD, CHIEF, HR, ADMIN, ELSEWHERE])
async def test_nobody_checks_in_or_out_for_another(
    office: Office, method: str, path: str, prefix: str, by: int
) -> None:
    refused = await office.call(method, prefix + path, by)

    assert refused.status_code == 403
    assert refused.json()["error"] == "권한이 없습니다"
    assert await office.events() == []


@pytest.mark.parametrize("path", READS + [f"/api{path}" for path in READS] + MODERN_READS)
@pytest.mark.parametrize("by", [MINA, JUN, LEAD, CHIEF, HR, SALES_HEAD, ADMIN, ELSEWHERE])
async def test_oneself_the_heads_above_and_hr_read(office: Office, path: str, by: int) -> None:
    await office.done("POST", f"/api/attendance/check-in/{MINA}", MINA)
    answer = await office.call("GET", path, by)

    assert answer.status_code == (200 if by in ALLOWED else 403)


@pytest.mark.parametrize("path", [*READS, *MODERN_READS])
async def test_nobody_unknown_reads(office: Office, path: str) -> None:
    refused = await office.call("GET", path)

    assert refused.status_code == 401
    assert "로그인이 필요합니다" in refused.text


async def test_hr_asking_for_nobody_hears_that_there_is_nobody(office: Office) -> None:
    refused = await office.call("GET", "/api/attendance/history/99", HR)

    assert (refused.status_code, refused.json()["error"]) == (404, "Employee not found: 99")


async def test_hr_does_not_see_another_company(office: Office) -> None:
    refused = await office.call("GET", f"/api/attendance/history/{ELSEWHERE}", HR)

    assert refused.status_code == 404


async def test_an_unreachable_directory_is_a_503_to_try_again(office: Office) -> None:
    office.company.away = True
    refused = await office.call("GET", f"/api/attendance/history/{MINA}", LEAD)

    assert refused.status_code == 503 and "retry-after" in refused.headers
    assert (await office.call("GET", f"/api/attendance/history/{MINA}", MINA)).status_code == 200


async def test_a_modern_command_needs_its_key(office: Office) -> None:
    refused = await office.http.post(f"{V2}/check-ins", headers={"x-employee": str(MINA)})

    assert (refused.status_code, refused.json()["code"]) == (400, "idempotency-key-required")
