"""What a service is, said once: what it stores, publishes, hears, calls and offers. Everything else reads this."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol, TypeVar

from sqlalchemy import MetaData

from maru.chassis.bus import Consumer
from maru.chassis.jobs import Job
from maru.chassis.live.hub import Hub
from maru.chassis.process import Closing
from maru.chassis.settings import Settings
from maru.chassis.sql import SqlTx
from maru.chassis.store import Store
from maru.chassis.web import Asgi, Identify, Route

P = TypeVar("P")


class Call(Protocol):
    def __call__(self, contract: type[P], /) -> P:
        """The service that offers `contract`: local or remote, with the same meaning."""
        ...


@dataclass(frozen=True)
class Context:
    """What the composition root hands to a service."""

    store: Store[SqlTx]
    settings: Settings
    now: Callable[[], datetime]
    new_id: Callable[[], str]
    call: Call
    hub: Hub
    keys: Path


@dataclass(frozen=True)
class Parts:
    """One assembled service.

    `mounts` add to the application what is no route (a WebSocket), `closing` are told first when the process stops,
    `identify` is how the edge learns who is asking: exactly one service has it.
    """

    routes: Sequence[Route] = ()
    consumers: Sequence[Consumer] = ()
    jobs: Sequence[Job] = ()
    offers: object | None = None
    mounts: Sequence[Callable[[Asgi], None]] = ()
    closing: Sequence[Closing] = ()
    identify: Identify | None = None


@dataclass(frozen=True)
class Invariant:
    """What must always hold over one service's stored data; `broken` names the first record that breaks it."""

    name: str
    broken: Callable[[SqlTx], str | None]


@dataclass(frozen=True)
class Manifest:
    """`name` is system.service; `offers` the Protocol of its contract; `calls` the Protocols it needs.

    `steps` is the folder of its migration steps; `publishes` and `hears` are topics.
    """

    name: str
    assemble: Callable[[Context], Parts]
    steps: Path
    tables: MetaData | None = None
    publishes: tuple[str, ...] = ()
    hears: tuple[str, ...] = ()
    calls: tuple[type[Any], ...] = ()
    offers: type[Any] | None = None
    invariants: tuple[Invariant, ...] = ()
