"""The product's own routes, called in this process as somebody: the demo lives through them as people would."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

import falcon.asgi
import msgspec

from maru.chassis.limits import RateLimiter
from maru.chassis.web import Principal, Route, app

PLENTY = 1_000_000_000
_BY = "maru.principal"


class Refused(Exception):
    """What a route answered when it should have succeeded."""


class Door:
    """One in-process caller of a table of routes; who calls is said, not proven."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._app = app(routes, _said, RateLimiter(PLENTY, PLENTY))
        self._keys = 0

    async def call(
        self,
        method: str,
        path: str,
        by: Principal,
        body: object = None,
        *,
        query: Mapping[str, str | int] | None = None,
        version: int | None = None,
    ) -> Any:
        """The decoded answer. Raises `Refused` for anything but success."""
        self._keys += 1
        sent = b"" if body is None else msgspec.json.encode(body)
        headers = [(b"host", b"maru"), (b"content-length", str(len(sent)).encode())]
        headers.append((b"idempotency-key", f"demo-{self._keys}".encode()))
        if version is not None:
            headers.append((b"if-match", f'"v{version}"'.encode()))
        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.1"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "root_path": "",
            "query_string": urlencode(query or {}).encode(),
            "headers": headers,
            "client": ("127.0.0.1", 0),
            "server": ("127.0.0.1", 0),
            _BY: by,
        }
        given = iter([{"type": "http.request", "body": sent, "more_body": False}])
        status, parts = 0, list[bytes]()

        async def receive() -> Any:
            return next(given, {"type": "http.disconnect"})

        async def send(message: Any) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            else:
                parts.append(message.get("body", b""))

        await self._app(scope, receive, send)
        answer = b"".join(parts)
        if status >= 400:
            raise Refused(f"{method} {path}: {status} {answer.decode()[:300]}")
        return msgspec.json.decode(answer) if answer else None


async def _said(req: falcon.asgi.Request) -> Principal | None:
    by: Principal = req.scope[_BY]
    return by
