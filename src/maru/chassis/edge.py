"""The outermost layer of a process: security headers, trace, metrics, probes, draining; bare ASGI for its cost."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import msgspec
from prometheus_client import generate_latest

from maru.chassis import spans, telemetry, trace
from maru.chassis.problems import HeadersTooLarge, Overloaded, Problem
from maru.chassis.refusals import shaped

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
RawHeaders = list[tuple[bytes, bytes]]

API_POLICY = b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
ALWAYS: RawHeaders = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-embedder-policy", b"require-corp"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    (b"strict-transport-security", b"max-age=63072000; includeSubDomains"),
]
HEADER_COUNT, HEADER_BYTES = 64, 16 * 1024
UNDER_WAY = 1000  # requests at once; sockets that only listen do not count


_busy = Overloaded("지금은 처리할 요청이 너무 많습니다. 잠시 후 다시 시도해 주세요.")


class Edge:
    """Wraps the application; `reasons` says why the process is not ready (empty when it is)."""

    def __init__(
        self, app: App, *, version: bytes, origins: Sequence[str] = (), log_requests: bool = False
    ) -> None:
        self._app, self._version, self._log_requests = app, version, log_requests
        self._origins = frozenset(o.encode() for o in origins)
        self.reasons: list[str] = ["starting"]
        self.under_way = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        kind = scope["type"]
        if kind != "http":
            await self._app(scope, receive, send)
            return
        path: str = scope["path"]
        given: RawHeaders = scope["headers"]
        if len(given) > HEADER_COUNT or sum(len(n) + len(v) for n, v in given) > HEADER_BYTES:
            await _refuse(send, path, HeadersTooLarge("요청 머리글이 너무 큽니다. 줄여서 다시 보내 주세요."))
            return
        if path.startswith("/health/") or path in ("/metrics", "/version"):
            await self._probe(path, scope, send)
            return
        traceparent = origin = None
        for name, value in given:
            if name == b"traceparent":
                traceparent = value.decode("latin-1")
            elif name == b"origin":
                origin = value
        if self.under_way >= UNDER_WAY:
            await _refuse(send, path, _busy)
            return
        trace.begin(traceparent, believed=path.startswith("/rpc/"))
        cross = origin is not None and origin in self._origins
        if cross and scope["method"] == "OPTIONS":
            await _answer(send, 204, b"", _preflight(origin or b""))
            return
        await self._serve(scope, receive, send, origin if cross else None, spans.arrived(traceparent))

    async def _serve(
        self, scope: Scope, receive: Receive, send: Send, origin: bytes | None, span: spans.Span | None
    ) -> None:
        started = time.perf_counter()
        status = 500

        async def answer(message: dict[str, Any]) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers: RawHeaders = list(message["headers"])
                names = {name for name, _ in headers}
                headers += ALWAYS
                if b"content-security-policy" not in names:
                    headers.append((b"content-security-policy", API_POLICY))
                if b"cache-control" not in names:
                    headers.append((b"cache-control", b"no-store"))
                if origin is not None:
                    headers += [
                        (b"access-control-allow-origin", origin),
                        (b"access-control-allow-credentials", b"true"),
                        (b"access-control-expose-headers", b"etag, idempotent-replayed, retry-after"),
                        (b"vary", b"origin"),
                    ]
                message["headers"] = headers
            await send(message)

        self.under_way += 1
        try:
            await self._app(scope, receive, answer)
        finally:
            self.under_way -= 1
            route = str(scope.get("maru.route", "other"))
            seconds = time.perf_counter() - started
            telemetry.count_request(route, scope["method"], status, seconds)
            if self._log_requests:
                telemetry.log.info(
                    "request",
                    method=scope["method"],
                    route=route,
                    status=status,
                    milliseconds=round(seconds * 1000, 1),
                )
            if span is not None:
                span.tell("http.route", route)
                span.tell("http.response.status_code", status)
                span.end(f"{scope['method']} {route}", str(status) if status >= 500 else None)

    async def _probe(self, path: str, scope: Scope, send: Send) -> None:
        if path == "/health/live":
            await _answer(send, 200, b'{"status":"live"}')
        elif path == "/health/ready":
            body = msgspec.json.encode(
                {"status": "waiting" if self.reasons else "ready", "reasons": self.reasons}
            )
            await _answer(send, 503 if self.reasons else 200, body)
        elif path == "/version":
            await _answer(send, 200, self._version)
        elif path == "/metrics" and (scope.get("client") or ("", 0))[0] in ("127.0.0.1", "::1"):
            text = await asyncio.to_thread(generate_latest, telemetry.registry)
            await _answer(send, 200, text, [(b"content-type", b"text/plain; version=0.0.4; charset=utf-8")])
        else:
            await _answer(send, 404, b'{"error":"not found","message":"not found"}')


def _preflight(origin: bytes) -> RawHeaders:
    return [
        (b"access-control-allow-origin", origin),
        (b"access-control-allow-credentials", b"true"),
        (b"access-control-allow-methods", b"GET, POST, PUT, PATCH, DELETE"),
        (
            b"access-control-allow-headers",
            b"authorization, content-type, idempotency-key, if-match, x-maru-csrf",
        ),
        (b"access-control-max-age", b"600"),
        (b"vary", b"origin"),
    ]


async def _answer(send: Send, status: int, body: bytes, headers: RawHeaders | None = None) -> None:
    own = headers or [(b"content-type", b"application/json")]
    start = [*own, (b"content-length", str(len(body)).encode()), *ALWAYS]
    start += [(b"content-security-policy", API_POLICY), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": start})
    await send({"type": "http.response.body", "body": body})


async def _refuse(send: Send, path: str, refusal: Problem) -> None:
    status, headers, body = shaped(path, refusal)
    await _answer(send, status, body, [(name.encode(), value.encode()) for name, value in headers.items()])
