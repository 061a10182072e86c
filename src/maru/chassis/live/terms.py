"""What a mount agrees on with its callers: who may come, what they may hear and say, and how much of it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Protocol

import msgspec
from msgspec import Struct

from maru.chassis import stomp
from maru.chassis.live.hub import Hub
from maru.chassis.live.subscription import Destination


class Principal(Protocol):
    @property
    def id(self) -> str: ...


class Handshake(Struct, frozen=True):
    """What a caller shows: header names in lower case, and the headers of its CONNECT frame."""

    headers: Mapping[str, str]
    cookies: Mapping[str, str] = msgspec.field(default_factory=dict)
    remote: str = ""
    connect: Mapping[str, str] = msgspec.field(default_factory=dict)


class Limits(Struct, frozen=True, kw_only=True):
    """Seconds, bytes and counts; none of them is ever infinite."""

    frame: int = stomp.FRAME_LIMIT
    queued: int = 256
    queued_bytes: int = 1024 * 1024
    sockets: int = 10_000
    sockets_per_person: int = 5
    subscriptions: int = 16
    connect: float = 10  # from the handshake to CONNECT
    answer: float = 10  # for what the services are asked
    heartbeat: float = 20
    recheck: float = 55  # so that a revoked session is gone within 60
    stall: float = 20  # one message that the peer does not take
    farewell: float = 5  # from the decision to close until the socket is cut
    absence: float = 15  # of the reader of a fallback session
    tick: float = 1


class LiveSettings(Struct, frozen=True, kw_only=True):
    """`authenticate` raises a `Problem` to refuse; `sends` get the person and the body of the SEND frame."""

    hub: Hub
    authenticate: Callable[[Handshake], Awaitable[Principal]]
    recheck: Callable[[Any], Awaitable[bool]]
    destinations: Sequence[Destination]
    sends: Mapping[str, Callable[[str, bytes], Awaitable[None]]] = msgspec.field(default_factory=dict)
    audience: Callable[[Any], str | None] = lambda _: None
    origins: Sequence[str] = ()  # empty: only the origin that the Host header names
    session_cookies: Sequence[str] = ("__Host-sid", "sid")  # what ties a fallback session to its browser
    limits: Limits = Limits()
