"""One contract, called in this process and over HTTP: the same results, refusals, deadlines and traces."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from typing import Any, Protocol

import falcon.asgi
import pytest
import uvicorn
from msgspec import Struct

from maru.chassis import rpc, trace
from maru.chassis.callee import at_doors, served
from maru.chassis.credentials import Credentials
from maru.chassis.edge import Edge
from maru.chassis.limits import RateLimiter
from maru.chassis.problems import (
    Conflict,
    DeadlineExceeded,
    Flaw,
    Invalid,
    Malformed,
    RateLimited,
    Unavailable,
)
from maru.chassis.process import Unsignalled, listen
from maru.chassis.remote import Peer, remote
from maru.chassis.web import Principal, app

SECRET = "a secret of thirty-two characters"


class Parcel(Struct, frozen=True):
    name: str
    due: date | None = None


class Taken(Conflict):
    """Somebody was faster."""


class Depot(Protocol):
    async def store(self, parcel: Parcel, shelf: int = 7, *, by: str = "") -> tuple[str, int, str]: ...
    async def find(self, names: list[str]) -> dict[str, Parcel]: ...
    async def empty(self) -> None: ...
    async def refuse(self, kind: str) -> int: ...
    async def sleep(self, seconds: float) -> float: ...
    async def traced(self) -> str: ...


class Shelves:
    """The other side of the contract; `calls` is what really reached it."""

    def __init__(self) -> None:
        self.calls: list[str] = []

    async def store(self, parcel: Parcel, shelf: int = 7, *, by: str = "") -> tuple[str, int, str]:
        assert isinstance(parcel, Parcel)
        return parcel.name, shelf, by

    async def find(self, names: list[str]) -> dict[str, Parcel]:
        return {name: Parcel(name, date(2026, 11, 21)) for name in names}

    async def empty(self) -> None:
        self.calls.append("empty")

    async def refuse(self, kind: str) -> int:
        self.calls.append(kind)
        match kind:
            case "taken":
                raise Taken("이미 있습니다", by="mina", shelf=3)
            case "flawed":
                raise Invalid("확인해 주세요", errors=[Flaw("$.a", "빠졌습니다")])
            case "limited":
                raise RateLimited("천천히", wait=9)
            case "away":
                raise Unavailable("지금은 안 됩니다")
        raise RuntimeError("a secret of the callee")

    async def sleep(self, seconds: float) -> float:
        left = rpc.left()
        await asyncio.sleep(seconds)
        return left

    async def traced(self) -> str:
        return trace.current() or ""


async def nobody(_: falcon.asgi.Request) -> Principal | None:
    return None


@asynccontextmanager
async def serving(shelves: Shelves, *, secret: str = SECRET) -> AsyncIterator[str]:
    """The contract behind the real edge and server; gives the address."""
    edge = Edge(
        app(
            served(Depot, lambda: shelves), at_doors(nobody, Credentials(secret, "depot")), RateLimiter(1, 1)
        ),
        version=b"{}",
    )
    listener = listen("127.0.0.1", 0)
    server = Unsignalled(uvicorn.Config(edge, lifespan="off", log_config=None, access_log=False))
    running = asyncio.create_task(server.serve([listener]))
    try:
        while not server.started:
            await asyncio.sleep(0.002)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        await running
        listener.close()


@pytest.fixture
def shelves() -> Shelves:
    return Shelves()


@pytest.fixture(params=["local", "http"])
async def depot(request: pytest.FixtureRequest, shelves: Shelves) -> AsyncIterator[Depot]:
    if request.param == "local":
        yield rpc.local(Depot, lambda: shelves)
        return
    async with serving(shelves) as url:
        peer = Peer(url, Credentials(SECRET, "caller"))
        yield remote(Depot, peer)
        await peer.close()


async def test_arguments_and_results_arrive_as_what_they_were(depot: Depot) -> None:
    assert await depot.store(Parcel("a")) == ("a", 7, "")
    assert await depot.store(shelf=2, parcel=Parcel("가"), by="mina") == ("가", 2, "mina")
    assert await depot.find(["b"]) == {"b": Parcel("b", date(2026, 11, 21))}
    await depot.empty()


async def test_a_result_is_the_callers_own(depot: Depot) -> None:
    names = ["a"]
    found = await depot.find(names)
    found.clear()

    assert list(await depot.find(names)) == ["a"]


async def test_a_refusal_arrives_as_its_own_class_with_what_it_carries(depot: Depot) -> None:
    with pytest.raises(Taken) as taken:
        await depot.refuse("taken")
    with pytest.raises(Invalid) as flawed:
        await depot.refuse("flawed")
    with pytest.raises(RateLimited) as limited:
        await depot.refuse("limited")

    assert (taken.value.detail, taken.value.members) == ("이미 있습니다", {"by": "mina", "shelf": 3})
    assert flawed.value.errors == (Flaw("$.a", "빠졌습니다"),)
    assert flawed.value.status == 422
    assert limited.value.wait == 9


async def test_arguments_that_are_none_of_the_methods_are_refused(depot: Depot, shelves: Shelves) -> None:
    with pytest.raises(Malformed):
        await depot.refuse(7)  # type: ignore[arg-type]

    assert shelves.calls == []


async def test_a_call_ends_at_the_callers_deadline(depot: Depot) -> None:
    rpc.hasten(0.15)
    begun = time.monotonic()
    with pytest.raises(DeadlineExceeded):
        await depot.sleep(5)
    assert time.monotonic() - begun < 1

    with pytest.raises(DeadlineExceeded):
        await depot.store(Parcel("late"))


async def test_the_callee_knows_what_is_left_to_the_caller(depot: Depot) -> None:
    rpc.hasten(2)

    assert 1 < await depot.sleep(0) <= 2


async def test_the_trace_goes_along(depot: Depot) -> None:
    trace.begin()

    assert (await depot.traced())[3:35] == trace.trace_id()


async def test_calls_at_once_do_not_mix(depot: Depot) -> None:
    found = await asyncio.gather(*(depot.store(Parcel(f"p{n}"), n) for n in range(50)))

    assert [shelf for _, shelf, _ in found] == list(range(50))


def test_a_contract_whose_methods_cannot_travel_is_refused_at_the_start() -> None:
    class Sync(Protocol):
        def find(self) -> int: ...

    class Unspeakable(Protocol):
        async def find(self, how: Any) -> complex: ...

    for contract in (Sync, Unspeakable):
        with pytest.raises(TypeError):
            served(contract, lambda: None)
