"""The HTTP edge: routes are data, refusals meet status codes here and nowhere else.

A handler is a plain coroutine. Its annotations say what it takes: `body` is decoded from JSON (`bytes` as it came),
`query` from the query string, `who` is the verified caller, `once` the command's Idempotency-Key, `if_match` the
version the caller has seen, `client` what else the connection tells; every other parameter comes from the path.
They are read once, at start; the same table yields the API description, the access matrix and the generated client.
"""

import asyncio
import inspect
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from functools import wraps
from types import NoneType, UnionType
from typing import Any, NewType, Union, get_args, get_origin

import falcon
import falcon.asgi
import msgspec
from msgspec import Struct
from msgspec.structs import replace

from maru.chassis.idempotency import Once, Saved
from maru.chassis.limits import JSON_DEPTH, RateLimiter, too_deep
from maru.chassis.problems import (
    Denied,
    Flaw,
    IdempotencyInFlight,
    IdempotencyKeyRequired,
    Invalid,
    Malformed,
    NotFound,
    PreconditionRequired,
    Problem,
    TooLarge,
    Unauthenticated,
)
from maru.chassis.refusals import MODERN, fill, install

Handler = Callable[..., Awaitable[object]]
Asgi = falcon.asgi.App[falcon.asgi.Request, falcon.asgi.Response]
IfMatch = NewType("IfMatch", int)

BODY_BYTES = 1 << 20
DEADLINE_SECONDS = 10.0
LARGEST = 2**63 - 1  # what a column of numbers can hold


class Principal(Struct, frozen=True):
    """Who is asking; taken from a verified token or session, never from the body.

    `claims` are what the systems know the account by there (an employee's number, an owner's record).
    """

    id: str
    roles: frozenset[str] = frozenset()
    tenant: str = "maru"
    session: str | None = None
    claims: Mapping[str, int | str] = msgspec.field(default_factory=dict)


class Client(Struct, frozen=True):
    """What the connection tells of the caller beside who they are."""

    address: str
    agent: str
    cookies: Mapping[str, str]
    secure: bool
    host: str


class Access(Struct, frozen=True):
    """May this caller use this route at all? Whose data it is, the use case decides."""

    name: str
    allows: Callable[[Principal], bool]
    public: bool = False


anyone = Access("anyone", lambda _: True, public=True)
signed_in = Access("signed in", lambda who: "service" not in who.roles)
services = Access("service", lambda who: "service" in who.roles)


def has_role(*roles: str) -> Access:
    return Access(" or ".join(roles), lambda who: not who.roles.isdisjoint(roles))


class Reply(Struct, frozen=True):
    """An answer that is not JSON, or that carries headers of its own."""

    body: bytes = b""
    content_type: str = "application/json"
    status: int = 200
    headers: Mapping[str, str] = msgspec.field(default_factory=dict)
    cookies: tuple[str, ...] = ()


class Route(Struct, frozen=True, kw_only=True):
    """There is no default for `access`: a route that forgets it does not start."""

    method: str
    path: str
    handler: Handler
    access: Access
    status: int = 200
    body_bytes: int = BODY_BYTES
    hidden: bool = False

    @property
    def modern(self) -> bool:
        """RFC 9457 problems and camelCase; the other routes keep the classic shapes."""
        return self.path.startswith(MODERN)


def unless_unknown(route: Route, look: Callable[[Any, Principal], Awaitable[object]]) -> Route:
    """Whoever may not know of the thing `id` is told that there is none, whatever else stood in their way.

    `look` refuses `NotFound` to them. Routes without an `{id}` stay as they are.
    """
    if "{id}" not in route.path:
        return route
    handler = route.handler

    @wraps(handler)
    async def handle(**given: Any) -> object:
        try:
            return await handler(**given)
        except Problem:
            await look(given["id"], given["who"])
            raise

    return replace(route, handler=handle)


Identify = Callable[[falcon.asgi.Request], Awaitable[Principal | None]]


def app(routes: Iterable[Route], identify: Identify, limiter: RateLimiter) -> Asgi:
    served: dict[str, dict[str, Route]] = {}
    for route in routes:
        methods = served.setdefault(route.path, {})
        if route.method in methods:
            raise ValueError(f"two routes for {route.method} {route.path}")
        methods[route.method] = route
    asgi = falcon.asgi.App()
    asgi.req_options.strip_url_path_trailing_slash = True
    install(asgi)
    in_flight: set[bytes] = set()
    for path, methods in served.items():
        asgi.add_route(path, _resource(methods, identify, limiter, in_flight))
    return asgi


def _resource(
    methods: Mapping[str, Route], identify: Identify, limiter: RateLimiter, in_flight: set[bytes]
) -> object:
    responders: dict[str, object] = {
        f"on_{method.lower()}": staticmethod(_responder(route, identify, limiter, in_flight))
        for method, route in methods.items()
    }
    return type("Resource", (), responders)()


def _responder(
    route: Route, identify: Identify, limiter: RateLimiter, in_flight: set[bytes]
) -> Callable[..., Awaitable[None]]:
    takes = inspect.signature(route.handler, eval_str=True).parameters
    raw = "body" in takes and takes["body"].annotation is bytes
    decoder = None if raw or "body" not in takes else msgspec.json.Decoder(takes["body"].annotation)
    query = takes["query"].annotation if "query" in takes else None
    once_needed = "once" in takes and not _optional(takes["once"].annotation)
    match_needed = "if_match" in takes and not _optional(takes["if_match"].annotation)
    wants_who, wants_once = "who" in takes, "once" in takes
    wants_match, wants_client = "if_match" in takes, "client" in takes
    paths = {
        name: takes[name].annotation
        for name in takes
        if "{" + name in route.path and takes[name].annotation is not str
    }
    handler, status, access = route.handler, route.status, route.access
    encode = msgspec.json.Encoder().encode

    def saved(value: object) -> Saved:
        headers = {}
        version = getattr(value, "version", None)
        if isinstance(version, int):
            headers["etag"] = f'"v{version}"'
        if isinstance(value, Reply):
            return Saved(value.status, value.content_type, dict(value.headers), value.body)
        if value is None:
            return Saved(204 if status == 200 else status, "", headers, b"")
        return Saved(status, "application/json", headers, encode(value))

    async def respond(req: falcon.asgi.Request, resp: falcon.asgi.Response, **given: Any) -> None:
        req.scope["maru.route"] = route.path
        async with asyncio.timeout(DEADLINE_SECONDS):
            who = await identify(req)
            if who is None:
                if not access.public:
                    raise Unauthenticated("로그인이 필요합니다")
                who = Principal(f"address:{req.remote_addr}")
            elif not access.allows(who):
                raise Denied("권한이 없습니다")
            if access is not services:  # another of our processes is bounded where its own callers came in
                limiter.check(who.id, req.remote_addr)
            for name, kind in paths.items():
                try:
                    read = msgspec.convert(given[name], kind, strict=False)
                except msgspec.ValidationError:
                    read = None
                if read is None or (isinstance(read, int) and not -LARGEST <= read <= LARGEST):
                    raise NotFound("찾을 수 없습니다", value=str(given[name])[:60])
                given[name] = read
            body = b""
            if raw or decoder is not None:
                body = await _body(req, route.body_bytes)
                given["body"] = body if decoder is None else _decode(decoder, body)
            if query is not None:
                given["query"] = _query(req, query)
            if wants_who:
                given["who"] = who
            if wants_client:
                given["client"] = client(req)
            if wants_match:
                given["if_match"] = _if_match(req, match_needed)
            if not wants_once:
                _fill(resp, saved_or_reply(await handler(**given)))
                return
            once = _once(req, who, body, saved, once_needed)
            given["once"] = once
            if once is None:
                _fill(resp, saved_or_reply(await handler(**given)))
                return
            if once.id in in_flight:
                raise IdempotencyInFlight("같은 요청을 처리하고 있습니다. 잠시 후 다시 확인해 주세요.")
            in_flight.add(once.id)
            try:
                value = await handler(**given)
            finally:
                in_flight.discard(once.id)
            _fill(resp, once.saved or saved_or_reply(value))

    def saved_or_reply(value: object) -> Saved | Reply:
        return value if isinstance(value, Reply) else saved(value)

    return respond


def _optional(annotation: object) -> bool:
    return get_origin(annotation) in (UnionType, Union) and NoneType in get_args(annotation)


def client(req: falcon.asgi.Request) -> Client:
    return Client(
        address=req.remote_addr,
        agent=(req.user_agent or "")[:200],
        cookies=req.cookies,
        secure=req.scheme == "https",
        host=req.host,
    )


async def _body(req: falcon.asgi.Request, limit: int) -> bytes:
    length = req.content_length
    if length is not None and length > limit:
        raise TooLarge(f"본문은 {limit // 1024} KiB까지 보낼 수 있습니다.", limit=limit)
    read: bytes = await req.stream.read(limit + 1)
    if len(read) > limit:
        raise TooLarge(f"본문은 {limit // 1024} KiB까지 보낼 수 있습니다.", limit=limit)
    return read


def _decode(decoder: msgspec.json.Decoder[Any], body: bytes) -> object:
    if not body:
        body = b"{}"
    if too_deep(body):
        raise Malformed(f"JSON의 깊이는 {JSON_DEPTH}단계까지 허용됩니다.")
    try:
        return decoder.decode(body)
    except msgspec.ValidationError as error:
        raise _flawed(error) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Malformed(f"본문을 JSON으로 읽을 수 없습니다: {error}") from None


def _query(req: falcon.asgi.Request, shape: Any) -> object:
    try:
        return msgspec.convert(req.params, shape, strict=False)
    except msgspec.ValidationError as error:
        raise _flawed(error) from None


def _flawed(error: msgspec.ValidationError) -> Invalid:
    text, _, path = str(error).partition(" - at `")
    return Invalid(f"요청 내용이 올바르지 않습니다: {error}", errors=[Flaw(path.rstrip("`") or "$", text)])


def _if_match(req: falcon.asgi.Request, needed: bool) -> int | None:
    given = req.get_header("if-match")
    if given is None:
        if needed:
            raise PreconditionRequired('If-Match 머리글에 읽은 버전(예: "v3")을 보내 주세요.')
        return None
    digits = given.strip().removeprefix("W/").strip('"').removeprefix("v")
    if not digits.isascii() or not digits.isdigit() or len(digits) > 18:
        raise Malformed('If-Match는 "v3"과 같은 모양이어야 합니다.')
    return int(digits)


def _once(
    req: falcon.asgi.Request, who: Principal, body: bytes, encode: Callable[[object], Saved], needed: bool
) -> Once | None:
    key = req.get_header("idempotency-key")
    if key is None:
        if needed:
            raise IdempotencyKeyRequired("Idempotency-Key 머리글이 필요합니다. 명령마다 새 값을 보내 주세요.")
        return None
    if not 1 <= len(key) <= 255:
        raise Malformed("Idempotency-Key는 1~255자여야 합니다.")
    return Once(who.id, f"{req.method} {req.path}", key, body, int(time.time()), encode)


def _fill(resp: falcon.asgi.Response, answer: Saved | Reply) -> None:
    if isinstance(answer, Saved):
        fill(resp, answer)
        return
    fill(resp, Saved(answer.status, answer.content_type, dict(answer.headers), answer.body))
    for cookie in answer.cookies:
        resp.append_header("set-cookie", cookie)
