"""The edge: what every route gets without asking for it."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import falcon.asgi
import httpx
import pytest
from msgspec import Struct

from maru.chassis.edge import Edge
from maru.chassis.idempotency import Once
from maru.chassis.limits import JSON_DEPTH, Gcra, RateLimiter, too_deep
from maru.chassis.problems import Conflict, Flaw, Invalid
from maru.chassis.sql import SqlTx
from maru.chassis.web import Access, IfMatch, Principal, Reply, Route, anyone, app, has_role, signed_in
from tests.adapters.stores import add_counter, opened


class Ask(Struct, forbid_unknown_fields=True):
    name: str


class Made(Struct):
    name: str
    version: int = 3


class Page(Struct, forbid_unknown_fields=True):
    limit: int = 20


async def identify(req: falcon.asgi.Request) -> Principal | None:
    name = req.get_header("x-test-user")
    return Principal(name, frozenset({name})) if name else None


@pytest.fixture
async def caller(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with opened("sqlite", tmp_path) as store:
        entered = asyncio.Event()

        async def make(body: Ask, who: Principal, once: Once) -> Made:
            entered.set()

            def unit(tx: SqlTx) -> Made:
                tx.run(add_counter, name=body.name, value=0, version=1)
                return Made(body.name)

            if body.name == "slow":
                await asyncio.sleep(0.2)
            return await store.write(unit, once)

        async def change(id: int, if_match: IfMatch) -> Made:
            return Made(f"{id} after {if_match}")

        async def either(if_match: IfMatch | None) -> int | None:
            return if_match

        async def listed(query: Page) -> list[int]:
            return [query.limit]

        async def refuse() -> None:
            raise Conflict("누가 먼저 했습니다.", by="mina")

        async def flawed() -> None:
            raise Invalid("확인해 주세요.", errors=[Flaw("$.a", "빠졌습니다")])

        async def bug() -> None:
            raise RuntimeError("secret detail")

        async def file() -> Reply:
            return Reply(b"%PDF", "application/pdf", headers={"content-disposition": "attachment"})

        def route(
            method: str, path: str, handler: object, access: Access = signed_in, status: int = 200
        ) -> Route:
            return Route(method=method, path=path, handler=handler, access=access, status=status)  # type: ignore[arg-type]

        routes = [
            route("POST", "/api/v2/things", make, status=201),
            route("POST", "/api/v2/admin-things", make, has_role("admin"), 201),
            route("PUT", "/api/v2/things/{id}", change),
            route("DELETE", "/api/v2/things", either),
            route("GET", "/api/v2/things", listed, anyone),
            route("GET", "/api/v2/refuse", refuse),
            route("GET", "/api/refuse", refuse),
            route("GET", "/api/flawed", flawed),
            route("GET", "/api/v2/flawed", flawed),
            route("GET", "/api/v2/bug", bug),
            route("GET", "/api/file", file),
        ]
        edge = Edge(app(routes, identify, RateLimiter(10_000, 10_000)), version=b"{}")
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app=edge),  # type: ignore[arg-type]
            base_url="http://maru",
            headers={"x-test-user": "mina"},
        ) as made:
            yield made


KEY = {"idempotency-key": "k1"}


async def test_a_caller_without_identity_or_role_is_told_so_before_the_body_is_read(
    caller: httpx.AsyncClient,
) -> None:
    nobody = await caller.post("/api/v2/things", content=b"{", headers={"x-test-user": ""})
    wrong = await caller.post("/api/v2/admin-things", content=b"{")

    assert (nobody.status_code, nobody.json()["code"]) == (401, "unauthenticated")
    assert (wrong.status_code, wrong.json()["code"]) == (403, "denied")


async def test_a_repeated_command_is_answered_with_the_same_bytes(caller: httpx.AsyncClient) -> None:
    first = await caller.post("/api/v2/things", json={"name": "a"}, headers=KEY)
    again = await caller.post("/api/v2/things", json={"name": "a"}, headers=KEY)

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again.headers["idempotent-replayed"] == "true"
    assert (first.headers["etag"], again.headers["etag"]) == ('"v3"', '"v3"')


async def test_a_key_is_needed_belongs_to_one_body_and_to_one_person(caller: httpx.AsyncClient) -> None:
    without = await caller.post("/api/v2/things", json={"name": "a"})
    await caller.post("/api/v2/things", json={"name": "a"}, headers=KEY)
    changed = await caller.post("/api/v2/things", json={"name": "b"}, headers=KEY)
    other = await caller.post("/api/v2/things", json={"name": "c"}, headers={**KEY, "x-test-user": "jun"})

    assert (without.status_code, without.json()["code"]) == (400, "idempotency-key-required")
    assert (changed.status_code, changed.json()["code"]) == (422, "idempotency-mismatch")
    assert other.status_code == 201
    assert "idempotent-replayed" not in other.headers


async def test_the_same_command_under_way_is_told_to_wait(caller: httpx.AsyncClient) -> None:
    both = await asyncio.gather(
        *(caller.post("/api/v2/things", json={"name": "slow"}, headers=KEY) for _ in "ab")
    )

    assert sorted(r.status_code for r in both) == [201, 409]
    refused = next(r for r in both if r.status_code == 409)
    assert (refused.json()["code"], refused.headers["retry-after"]) == ("idempotency-in-flight", "5")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "malformed"),
        (b'{"name": 7}', 422, "invalid"),
        (b'{"name": "a", "more": 1}', 422, "invalid"),
        (b'{"name": ' + b"[" * 40 + b"]" * 40 + b"}", 400, "malformed"),
        (b'{"name": "' + b"x" * (1 << 20) + b'"}', 413, "too-large"),
        (b'{"name": "\xff"}', 400, "malformed"),
    ],
)
async def test_a_body_that_is_not_what_the_route_takes_is_refused(
    caller: httpx.AsyncClient, body: bytes, status: int, code: str
) -> None:
    refused = await caller.post("/api/v2/things", content=body, headers=KEY)

    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert refused.headers["content-type"] == "application/problem+json"


async def test_modern_and_classic_routes_have_their_own_refusals(caller: httpx.AsyncClient) -> None:
    modern = (await caller.get("/api/v2/refuse")).json()
    classic = (await caller.get("/api/refuse")).json()

    assert modern["type"] == "urn:maru:problem:conflict"
    assert (modern["status"], modern["by"], modern["instance"]) == (409, "mina", "/api/v2/refuse")
    assert len(modern["traceId"]) == 32
    assert (classic["error"], classic["message"]) == ("누가 먼저 했습니다.", "누가 먼저 했습니다.")
    assert (await caller.get("/api/flawed")).status_code == 400
    flawed = await caller.get("/api/v2/flawed")
    assert (flawed.status_code, flawed.json()["errors"]) == (422, [{"path": "$.a", "message": "빠졌습니다"}])


async def test_a_bug_tells_its_trace_and_nothing_else(caller: httpx.AsyncClient) -> None:
    broken = await caller.get("/api/v2/bug")

    assert (broken.status_code, broken.json()["code"]) == (500, "internal")
    assert "secret" not in broken.text


async def test_a_change_needs_the_version_that_was_seen(caller: httpx.AsyncClient) -> None:
    without = await caller.put("/api/v2/things/5")
    odd = await caller.put("/api/v2/things/5", headers={"if-match": "yesterday"})
    well = await caller.put("/api/v2/things/5", headers={"if-match": '"v12"'})
    strange = await caller.put("/api/v2/things/five", headers={"if-match": '"v12"'})

    assert (without.status_code, without.json()["code"]) == (428, "precondition-required")
    assert odd.status_code == 400
    assert well.json()["name"] == "5 after 12"
    assert strange.status_code == 404


async def test_a_version_that_is_optional_may_be_absent(caller: httpx.AsyncClient) -> None:
    assert (await caller.delete("/api/v2/things")).status_code == 204
    assert (await caller.delete("/api/v2/things", headers={"if-match": '"v4"'})).json() == 4


async def test_the_query_is_checked_and_unknown_names_are_refused(caller: httpx.AsyncClient) -> None:
    assert (await caller.get("/api/v2/things?limit=7")).json() == [7]
    assert (await caller.get("/api/v2/things?limit=many")).status_code == 422
    assert (await caller.get("/api/v2/things?sort=1;drop")).status_code == 422


async def test_unknown_addresses_and_methods_are_refused_in_the_routes_shape(
    caller: httpx.AsyncClient,
) -> None:
    missing = await caller.get("/api/v2/nothing")
    method = await caller.delete("/api/refuse")

    assert (missing.status_code, missing.json()["code"]) == (404, "not-found")
    assert (method.status_code, method.json()["code"]) == (405, "method-not-allowed")


@pytest.mark.parametrize(
    "path", ["/api/v2/refuse", "/api/nothing", "/api/v2/bug", "/health/live", "/api/file"]
)
async def test_every_answer_carries_the_security_headers(caller: httpx.AsyncClient, path: str) -> None:
    headers = (await caller.get(path)).headers

    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "server" not in headers


async def test_ready_is_refused_with_the_reason_while_starting(caller: httpx.AsyncClient) -> None:
    waiting = await caller.get("/health/ready")

    assert (waiting.status_code, waiting.json()["reasons"]) == (503, ["starting"])


def test_a_burst_passes_then_one_request_an_interval() -> None:
    now = 0.0
    limit = Gcra(per_min=60, burst=3, clock=lambda: now)

    assert [limit.take("a") for _ in range(3)] == [0, 0, 0]
    assert limit.take("a") == pytest.approx(1.0)
    assert limit.take("b") == 0
    now = 1.0
    assert limit.take("a") == 0
    assert limit.take("a") > 0


def test_only_real_nesting_counts_as_depth() -> None:
    assert not too_deep(b"[" + b"[]," * 100 + b"[]]")
    assert not too_deep(b'{"a": "' + b"[" * 100 + b'\\""}')
    assert too_deep(b"[" * (JSON_DEPTH + 1) + b"]" * (JSON_DEPTH + 1))
