"""The API as it describes itself, asked everything that the description allows and much that it does not."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, Final
from zlib import crc32

import pytest
import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema
from schemathesis.schemas import BaseSchema

from tests.command.server import Server, maru, up
from tests.journeys.house import DOMAIN, PASSWORD, PLENTY, V2, copied

SEED: Final = 20261121
EXAMPLES: Final = 3
HALF, WHOLE = 2, 1

# What would end the caller's own session or employment; and RFC 6749 gives its endpoints errors of their own.
LEFT_OUT: Final = "^/(api/auth/(logout|password|step-up|sessions|totp)|oauth2|.*offboard)"
CHECKS: Final = (
    "not_a_server_error",
    "response_schema_conformance",
    "content_type_conformance",
    "status_code_conformance",
    "response_headers_conformance",
    "ignored_auth",
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Its own: what is asked here leaves its marks."""
    data = copied(tmp_path_factory.mktemp("described") / "data")
    with up(data, "--seed", "demo", "--no-open", **PLENTY) as running:
        yield running


def token(server: Server, name: str) -> str:
    shown = {"email": f"{name}@{DOMAIN}", "password": PASSWORD}
    with server.caller() as caller:
        given: str = caller.post("/api/auth/token", json=shown).json()["access_token"]
    return given


def config(headers: dict[str, str], phase: str, seconds: int) -> SchemathesisConfig:
    checks: dict[str, Any] = {"enabled": False} | {name: {"enabled": True} for name in CHECKS}
    phases: dict[str, Any] = {
        each: {"enabled": each == phase} for each in ("examples", "coverage", "fuzzing", "stateful")
    }
    phases["coverage"]["unexpected-methods"] = []
    generation = {"mode": "all", "max-examples": EXAMPLES, "deterministic": True, "no-shrink": True}
    return SchemathesisConfig.from_dict(
        {
            "seed": SEED,
            "max-time": seconds,
            "continue-on-failure": True,
            "headers": headers,
            "checks": checks,
            "generation": generation,
            "phases": phases,
        }
    )


def described(server: Server, name: str, phase: str, share: int, part: int, seconds: int) -> BaseSchema:
    headers = {} if name == "anonymous" else {"Authorization": f"Bearer {token(server, name)}"}
    whole = schemathesis.openapi.from_url(
        f"{server.address}/openapi.json", config=config(headers, phase, seconds)
    )
    return whole.exclude(path_regex=LEFT_OUT).include(
        lambda ctx: crc32(ctx.operation.label.encode()) % share == part
    )


# Edges of every parameter and field depend little on who asks: each of two callers takes one half of the routes.
@pytest.mark.parametrize(
    ("name", "phase", "share", "part", "seconds", "welcome"),
    [
        ("anonymous", "coverage", WHOLE, 0, 30, 1),
        ("staff", "coverage", HALF, 0, 30, 10),
        ("hr", "coverage", HALF, 1, 30, 10),
        ("staff", "fuzzing", WHOLE, 0, 20, 10),
        ("hr", "fuzzing", WHOLE, 0, 20, 10),
    ],
)
def test_whatever_is_asked_is_answered_as_described(
    name: str, phase: str, share: int, part: int, seconds: int, welcome: int, server: Server
) -> None:
    """No answer of ours is a bug of ours, none breaks its own description, none forgets to ask who it is."""
    wrong, answered = list[str](), Counter[bool]()
    for event in from_schema(described(server, name, phase, share, part, seconds)).execute():
        if isinstance(event, events.ScenarioFinished):
            seen = event.recorder
            answers = [each.response for each in seen.interactions.values() if each.response is not None]
            answered.update(answer.status_code < 300 for answer in answers)
            wrong += [
                f"{seen.label}: {check.failure_info.failure}"
                for several in seen.checks.values()
                for check in several
                if check.failure_info is not None
            ]
        elif isinstance(event, events.NonFatalError | events.FatalError):
            wrong.append(repr(event))
    assert not wrong, "\n".join(wrong[:20])
    assert answered[True] >= welcome, f"hardly anything was let in: {answered}"
    assert answered[False] >= welcome, f"hardly anything was refused: {answered}"


def test_what_must_always_hold_still_holds_after_all_that(server: Server) -> None:
    said = maru("audit", "erp", "--data", str(server.log.with_suffix("")))

    assert said.returncode == 0, said.stdout


@pytest.mark.parametrize("number", [2**63, -(2**63) - 1, 10**400], ids=["just above", "just below", "vast"])
def test_a_number_beyond_every_column_is_nobodys(number: int, server: Server) -> None:
    headers = {"authorization": f"Bearer {token(server, 'hr')}", "idempotency-key": "1"}
    with server.caller() as caller:
        paths = [f"{V2}/employees/{number}", f"/api/quests/{number}/claim", f"/leaves/balance/{number}"]
        asked = [caller.get(paths[0]), caller.put(paths[1], json={}), caller.get(paths[2])]
        caller.headers.update(headers)
        known = [caller.get(path) for path in (paths[0], paths[2])]
        query = caller.get(f"{V2}/leave/ledger", params={"employeeId": number})
        grant = {"employeeId": number, "bucket": "COMPANY", "days": 1, "reason": "시험"}
        body = caller.post(f"{V2}/leave/grants", json=grant)

    assert {answer.status_code for answer in asked} <= {401, 405}
    assert [answer.status_code for answer in known] == [404, 404]
    assert query.status_code in (404, 422)
    assert body.status_code in (400, 404, 422)
