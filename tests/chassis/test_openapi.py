"""The description of the API: valid, whole, and what the routes are."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Any

import jsonschema_rs
import msgspec
import pytest
import schemathesis
from msgspec import Struct

from maru.chassis.idempotency import Once
from maru.chassis.openapi import describe, documentation, operation_id
from maru.chassis.web import IfMatch, Principal, Reply, Route, anyone, has_role, signed_in


class Colour(StrEnum):
    RED = "red"


class Ask(Struct, rename="camel", forbid_unknown_fields=True):
    given_name: str
    colour: Colour = Colour.RED
    more: dict[str, object] = {}


class Answer(Struct, rename="camel"):
    id: int
    version: int


class Page(Struct):
    limit: int
    cursor: str | None = None


async def make(body: Ask, who: Principal, once: Once) -> Answer:
    raise NotImplementedError


async def change(id: int, body: Ask, if_match: IfMatch | None = None) -> Answer:
    raise NotImplementedError


async def listed(query: Page) -> list[Answer]:
    raise NotImplementedError


async def drop(id: int, name: str) -> None:
    raise NotImplementedError


async def picture(body: bytes) -> Reply:
    raise NotImplementedError


def route(method: str, path: str, handler: Any, **more: Any) -> Route:
    return Route(method=method, path=path, handler=handler, **{"access": signed_in, **more})


ROUTES = [
    route("POST", "/api/v2/things", make, status=201, access=has_role("hr")),
    route("PUT", "/api/v2/things/{id}", change),
    route("GET", "/api/v2/things", listed, access=anyone),
    route("DELETE", "/api/v2/things/{id}/names/{name}", drop),
    route("POST", "/api/things", make),
    route("POST", "/api/v2/pictures", picture),
    route("GET", "/things", listed, hidden=True),
]


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    decoded: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(describe(ROUTES)))
    return decoded


def everything(told: object) -> Iterator[tuple[str, Any]]:
    if isinstance(told, dict):
        for name, value in told.items():
            yield name, value
            yield from everything(value)
    elif isinstance(told, list):
        for value in told:
            yield from everything(value)


def assert_sound(told: dict[str, Any]) -> None:
    """Valid by the standard's own schema, every reference leads somewhere, no two operations share a name."""
    schemathesis.openapi.from_dict(told).validate()
    known = {f"#/components/schemas/{name}" for name in told["components"]["schemas"]}
    assert {value for name, value in everything(told) if name == "$ref"} <= known
    for name, schema in told["components"]["schemas"].items():
        assert jsonschema_rs.meta.is_valid(schema), name
    ids = [value for name, value in everything(told["paths"]) if name == "operationId"]
    assert len(ids) == len(set(ids))
    assert all(id.isidentifier() for id in ids)
    for path, operations in told["paths"].items():
        for operation in operations.values():
            named = {p["name"] for p in operation["parameters"] if p["in"] == "path"}
            assert named == {part.split("}")[0] for part in path.split("{")[1:]}, path


def test_the_description_is_valid_and_its_names_are_unique(told: dict[str, Any]) -> None:
    assert told["openapi"] == "3.1.0"
    assert_sound(told)


def test_hidden_routes_are_not_told_and_all_others_are(told: dict[str, Any]) -> None:
    shown = {(method.upper(), path) for path, methods in told["paths"].items() for method in methods}

    assert shown == {(r.method, r.path) for r in ROUTES if not r.hidden}


def test_what_a_handler_takes_is_what_is_told(told: dict[str, Any]) -> None:
    posted = told["paths"]["/api/v2/things"]["post"]
    put = told["paths"]["/api/v2/things/{id}"]["put"]
    got = told["paths"]["/api/v2/things"]["get"]
    deleted = told["paths"]["/api/v2/things/{id}/names/{name}"]["delete"]

    def parameters(operation: dict[str, Any]) -> dict[str, bool]:
        return {f"{p['in']} {p['name']}": p["required"] for p in operation["parameters"]}

    assert parameters(posted) == {"header Idempotency-Key": True}
    assert parameters(put) == {"path id": True, "header If-Match": False}
    assert parameters(got) == {"query limit": True, "query cursor": False}
    assert parameters(deleted) == {"path id": True, "path name": True}
    assert posted["responses"].keys() == {"201", "4XX", "5XX"}
    assert deleted["responses"].keys() == {"204", "4XX", "5XX"}
    body = told["components"]["schemas"]["Ask"]
    assert body["required"] == ["givenName"]
    assert body["additionalProperties"] is False


def test_who_may_is_told_and_only_open_doors_need_no_identity(told: dict[str, Any]) -> None:
    assert told["paths"]["/api/v2/things"]["post"]["x-access"] == "hr"
    assert "security" in told["paths"]["/api/v2/things"]["post"]
    assert "security" not in told["paths"]["/api/v2/things"]["get"]


def test_refusals_have_the_shape_of_the_routes_family(told: dict[str, Any]) -> None:
    modern = told["paths"]["/api/v2/things"]["post"]["responses"]["4XX"]["content"]
    classic = told["paths"]["/api/things"]["post"]["responses"]["4XX"]["content"]

    assert modern.keys() == {"application/problem+json"}
    assert classic.keys() == {"application/json"}


@pytest.mark.parametrize(
    ("method", "path", "name"),
    [
        ("POST", "/api/v2/erp/documents/{id}/submit", "postErpDocumentsByIdSubmit"),
        ("GET", "/api/leave-balances", "getClassicLeaveBalances"),
        ("GET", "/api/v2/erp/documents:count", "getErpDocumentsCount"),
    ],
)
def test_an_operation_is_called_by_its_route(method: str, path: str, name: str) -> None:
    assert operation_id(route(method, path, drop)) == name


def test_the_description_itself_is_open_to_all() -> None:
    assert {r.path for r in documentation(ROUTES)} == {"/openapi.json", "/docs"}
    assert all(r.access is anyone and r.hidden for r in documentation(ROUTES))
