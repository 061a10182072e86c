"""Two organisations in one house: what belongs to the other is unknown, whoever asks and by whichever door."""

from typing import Any, Final

import pytest

from tests.access.cast import ACTORS, Cast
from tests.access.elsewhere import MARK, Elsewhere
from tests.access.table import Case, written
from tests.access.things import V2, Things, once

INSIDERS: Final = ("staff", "lead", "hr", "admin")

# what an id in a path is the number of, by the beginning of the path; the first that fits
MEANS: Final = (
    ("GET /leaves/", "employee"),
    ("PUT /leaves/", "leave"),
    ("/leaves/balance/", "employee"),
    ("/leave/requests/", "leave"),
    ("/attendance/corrections/", "correction"),
    ("/attendance/", "employee"),
    ("/employees/", "employee"),
    ("/departments/", "department"),
    ("/holidays/", "holiday"),
    ("/leave/corrections/", "correction"),
    ("/quests/", "quest"),
    ("/documents/", "document"),
    ("/delegations/", "delegation"),
    ("/auth/sessions/", "session"),
)
NAMED: Final = {
    "request_id": "request",
    "employee_id": "employee",
    "user_id": "employee",
    "approver_id": "employee",
    "comment": "comment",
    "step": "step",
}
MINE: Final = ("{box}", "{seq}", "/forms/", "/ws/", "*")


def foreign(case: Case, theirs: dict[str, Any]) -> dict[str, Any]:
    """Their ids in the places of the path."""
    bare = f"{case.method} {case.path.removeprefix('/api/v2/erp').removeprefix('/api')}"
    means = next((what for start, what in MEANS if start in bare), "")
    return {"id": theirs.get(means, 424242), "viewer": "v1", "attachment": "a1"} | {
        name: theirs[what] for name, what in NAMED.items()
    }


CASES: Final = {
    (case.method, case.path): case
    for case in written()
    if "{" in case.path and not any(each in case.path for each in MINE)
}


@pytest.mark.parametrize("case", CASES.values(), ids=str)
def test_their_ids_lead_nowhere(case: Case, cast: Cast, elsewhere: Elsewhere, things: Things) -> None:
    path = case.path.format(**foreign(case, elsewhere.ids))
    body = case.body if case.raw is None else None
    names = {**things.people, "once": once(), "id": "x", "step": "s1", "day": "2027-03-03"}
    for name in INSIDERS:
        filled = {key: names.get(str(value)[1:], value) for key, value in (body or {}).items()}
        answer = cast[name].ask(case.method, path, filled if body is not None else None, version=1)
        assert answer.status_code in (400, 403, 404, 409, 412, 422), f"{name}: {answer.text}"
        assert answer.status_code in (403, 404) or "{id}" not in case.path or case.method != "GET"
        assert MARK not in answer.text


def test_their_ids_in_a_body_are_nobody(cast: Cast, elsewhere: Elsewhere, things: Things) -> None:
    theirs, draft, quest = elsewhere.ids, things.draft(), things.reported_quest()
    stranger = theirs["employee"]
    line = {"groups": [{"steps": [{"approverId": stranger}]}]}
    viewers = {"groups": [], "viewers": [{"kind": "CC", "employeeId": stranger}]}
    shelf = {"groups": [], "viewers": [{"kind": "RECEIVE", "departmentId": theirs["department"]}]}
    put = f"{V2}/documents/{draft['id']}/line"
    classic = {"title": "문서", "content": "", "steps": [{"step": 1, "approverId": stranger}]}
    period = {"start": "2030-05-01", "end": "2030-05-02"}
    tried: list[tuple[str, str, str, Any]] = [
        ("staff", "PUT", put, line),
        ("staff", "PUT", put, viewers),
        ("staff", "PUT", put, shelf),
        ("staff", "POST", "/api/approvals", classic),
        ("staff", "POST", f"{V2}/delegations", {"delegateId": stranger, **period}),
        ("hr", "POST", f"{V2}/reassignments", {"leaverId": stranger, "successorId": things.people["head"]}),
        ("hr", "POST", f"{V2}/reassignments", {"leaverId": things.people["head"], "successorId": stranger}),
        (
            "hr",
            "POST",
            f"{V2}/leave/grants",
            {"employeeId": stranger, "bucket": "COMPANY", "days": 1, "reason": "시험"},
        ),
        (
            "hr",
            "POST",
            f"{V2}/employees",
            {"name": "새", "departmentId": theirs["department"], "position": "사원"},
        ),
        ("hr", "PATCH", f"{V2}/departments/{things.people['department']}", {"headId": stranger}),
        (
            "hr",
            "PATCH",
            f"{V2}/departments/{things.people['department']}",
            {"parentId": theirs["department"]},
        ),
        ("lead", "PUT", f"{V2}/quests/{quest['id']}/approve", {"employeeId": stranger}),
    ]
    for by, method, path, body in tried:
        version = draft["version"] if path == put else quest["version"] if "quests" in path else 1
        answer = cast[by].ask(method, path, body, version=version)
        empty = answer.is_success and answer.json().get("items") == []
        assert answer.is_client_error or empty, f"{by} {method} {path}: {answer.status_code} {answer.text}"
        assert MARK not in answer.text
    batch = {"items": [{"documentId": theirs["document"], "action": "APPROVE"}]}
    (result,) = cast["lead"].do("POST", f"{V2}/decisions:batch", batch)["items"]
    assert result["status"] == 404


@pytest.mark.parametrize(
    "path",
    [
        "/api/employees",
        f"{V2}/employees?limit=100&includeLeft=true",
        f"{V2}/employees?q={MARK}",
        f"{V2}/departments",
        f"{V2}/org-chart",
        f"{V2}/search?q={MARK}",
        "/api/approvals",
        f"{V2}/boxes/department?limit=100",
        f"{V2}/boxes/waiting?limit=100",
        f"{V2}/holidays?year=2027",
        f"{V2}/leave/calendar?from=2027-03-01&to=2027-03-31",
        f"{V2}/leave/balances/team?limit=100",
        f"{V2}/leave/corrections",
        f"{V2}/attendance/corrections?deciding=true",
        f"{V2}/delegations?side=all&limit=100",
        "/api/quests",
        f"{V2}/quests?limit=100",
        f"{V2}/notifications?limit=100",
        "/api/auth/options",
    ],
)
def test_no_list_holds_anything_of_theirs(path: str, cast: Cast) -> None:
    for name in ACTORS:
        answer = cast[name].ask("GET", path)
        assert answer.status_code < 500
        shown = answer.text.replace(f'"{MARK}"', "") if "instance" in answer.text else answer.text
        assert MARK not in shown, f"{name}: {shown[:300]}"


def test_the_mark_would_be_seen_where_it_may_be(elsewhere: Elsewhere) -> None:
    """The control: the other organisation is there, with its texts, in the very stores that are asked."""
    stores = [path for path in elsewhere.folder.glob("erp.*.db*") if MARK.encode() in path.read_bytes()]

    assert {path.name.split(".db")[0] for path in stores} >= {
        "erp.employees",
        "erp.approvals",
        "erp.leave",
        "erp.quests",
    }
