"""The API described from the table of routes (OpenAPI 3.1); msgspec writes the schemas."""

import inspect
import re
from collections.abc import Iterable, Sequence
from typing import Any, get_type_hints

import msgspec

import maru
from maru.chassis.idempotency import Once
from maru.chassis.problems import Flaw
from maru.chassis.web import Access, IfMatch, Principal, Reply, Route, anyone

RESERVED = {"body", "query", "who", "once", "if_match", "client"}
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Maru API</title>
<h1>Maru API</h1><p>The description is at <a href="/openapi.json">/openapi.json</a>.</p>"""


class ProblemBody(msgspec.Struct, rename="camel"):
    """RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    instance: str
    trace_id: str
    errors: list[Flaw] = []


class ClassicError(msgspec.Struct, rename="camel"):
    error: str
    message: str
    code: str
    trace_id: str


def describe(routes: Iterable[Route]) -> dict[str, Any]:
    shown = [route for route in routes if not route.hidden]
    takes = [_types(route) for route in shown]
    kinds: list[Any] = [ProblemBody, ClassicError]
    for hints in takes:
        kinds += [hints[n] for n in ("body", "query", "return") if n in hints and _schema_worthy(hints[n])]
    schemas, components = msgspec.json.schema_components(
        kinds, schema_hook=_anything, ref_template="#/components/schemas/{name}"
    )
    by_kind = {_key(kind): schema for kind, schema in zip(kinds, schemas, strict=True)}
    paths: dict[str, dict[str, Any]] = {}
    for route, hints in zip(shown, takes, strict=True):
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, hints, by_kind, components)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Maru", "version": maru.__version__},
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
                "session": {"type": "apiKey", "in": "cookie", "name": "__Host-sid"},
            },
        },
    }


def operation_id(route: Route) -> str:
    """`POST /api/v2/erp/documents/{id}/submit` → `postErpDocumentsSubmit`; unique for the table."""
    words = re.sub(r"^/api(/v2)?", "", route.path)
    named = [re.sub(r"[^a-zA-Z0-9]", " ", p).title().replace(" ", "") for p in words.split("/") if p]
    classic = "" if route.modern else "Classic"
    named = ["By" + p if f"{{{p.lower()}}}" in words.lower() else p for p in named]
    return route.method.lower() + classic + "".join(named)


def documentation(routes: Sequence[Route]) -> list[Route]:
    """`/openapi.json` and `/docs`."""
    made: list[bytes] = []

    async def description() -> Reply:
        if not made:
            made.append(msgspec.json.encode(describe(routes)))
        return Reply(made[0])

    async def page() -> Reply:
        return Reply(PAGE.encode(), "text/html; charset=utf-8")

    return [
        Route(method="GET", path="/openapi.json", handler=description, access=anyone, hidden=True),
        Route(method="GET", path="/docs", handler=page, access=anyone, hidden=True),
    ]


def _types(route: Route) -> dict[str, Any]:
    return get_type_hints(route.handler)


def _schema_worthy(kind: Any) -> bool:
    return kind not in (bytes, Reply, type(None), object, Principal, Once, IfMatch, Access)


def _anything(kind: type) -> dict[str, Any]:
    if kind is object:
        return {"description": "any value"}
    raise NotImplementedError(f"{kind} cannot stand in a request or an answer")


def _key(kind: Any) -> str:
    return repr(kind)


def _operation(
    route: Route, hints: dict[str, Any], schemas: dict[str, Any], components: dict[str, Any]
) -> dict[str, Any]:
    names = inspect.signature(route.handler).parameters
    said: dict[str, Any] = {
        "operationId": operation_id(route),
        "x-access": route.access.name,
        "parameters": [
            {"name": n, "in": "path", "required": True, "schema": _plain(hints[n])}
            for n in names
            if n not in RESERVED
        ],
        "responses": {},
    }
    if not route.access.public:
        said["security"] = [{"bearer": []}, {"session": []}]
    if "query" in hints:
        said["parameters"] += _query_parameters(schemas[_key(hints["query"])], components)
    if "once" in hints:
        needed = hints["once"] is Once
        schema = {"type": "string", "minLength": 1, "maxLength": 255}
        said["parameters"].append(
            {"name": "Idempotency-Key", "in": "header", "required": needed, "schema": schema}
        )
    if "if_match" in hints:
        needed = hints["if_match"] is IfMatch
        schema = {"type": "string", "pattern": '^"v[0-9]+"$'}
        said["parameters"].append({"name": "If-Match", "in": "header", "required": needed, "schema": schema})
    if "body" in hints:
        if hints["body"] is bytes:
            content: dict[str, Any] = {
                "application/octet-stream": {"schema": {"type": "string", "format": "binary"}}
            }
        else:
            content = {"application/json": {"schema": schemas[_key(hints["body"])]}}
        said["requestBody"] = {"required": True, "content": content}
    result = hints.get("return")
    if result in (None, type(None)) or route.status == 204:
        said["responses"]["204" if route.status == 200 else str(route.status)] = {"description": "done"}
    elif not _schema_worthy(result):
        said["responses"][str(route.status)] = {"description": "done", "content": {"*/*": {}}}
    else:
        content = {"application/json": {"schema": schemas[_key(result)]}}
        said["responses"][str(route.status)] = {"description": "done", "content": content}
    kind, shape = (
        ("application/problem+json", ProblemBody) if route.modern else ("application/json", ClassicError)
    )
    refused = {"description": "refused", "content": {kind: {"schema": schemas[_key(shape)]}}}
    for status in ("4XX", "5XX"):
        said["responses"][status] = refused
    return said


def _plain(kind: Any) -> dict[str, Any]:
    return {"type": "integer"} if getattr(kind, "__supertype__", kind) is int else {"type": "string"}


def _query_parameters(schema: dict[str, Any], components: dict[str, Any]) -> list[dict[str, Any]]:
    shape = components[schema["$ref"].rsplit("/", 1)[-1]]
    required = shape.get("required", ())
    return [
        {"name": name, "in": "query", "required": name in required, "schema": inner}
        for name, inner in shape.get("properties", {}).items()
    ]
