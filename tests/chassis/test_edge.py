"""What bounds the edge: headers, requests under way, heads that never end, answers that are never read."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import falcon.asgi
import httpx
import pytest
import uvicorn

from maru.chassis import edge as edges
from maru.chassis import patience
from maru.chassis.edge import Edge
from maru.chassis.limits import RateLimiter
from maru.chassis.patience import PatientProtocol
from maru.chassis.process import Unsignalled, listen
from maru.chassis.web import Principal, Reply, Route, anyone, app

LARGE = 8 << 20


async def nobody(_: falcon.asgi.Request) -> Principal | None:
    return None


def edge(handle: Callable[[], Awaitable[object]]) -> Edge:
    routes = [
        Route(method="GET", path=path, handler=handle, access=anyone) for path in ("/api/x", "/api/v2/x")
    ]
    return Edge(app(routes, nobody, RateLimiter(10**6, 10**6)), version=b"{}", origins=["https://friend.kr"])


def caller(served: Edge) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=served), base_url="http://maru")  # type: ignore[arg-type]


async def well() -> str:
    return "well"


async def test_beyond_its_bound_requests_are_refused_and_afterwards_served(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(edges, "UNDER_WAY", 3)
    gate = asyncio.Event()

    async def wait() -> str:
        await gate.wait()
        return "well"

    async with caller(edge(wait)) as client:
        held = [asyncio.create_task(client.get("/api/x")) for _ in range(3)]
        await asyncio.sleep(0.05)
        modern, classic = await client.get("/api/v2/x"), await client.get("/api/x")
        health = await client.get("/health/live")
        gate.set()
        answers = await asyncio.gather(*held)
        after = await client.get("/api/x")

    assert (modern.status_code, modern.json()["code"]) == (503, "overloaded")
    assert modern.headers["content-type"] == "application/problem+json"
    assert (classic.status_code, classic.json()["code"]) == (503, "overloaded")
    assert int(modern.headers["retry-after"]) >= 1
    assert health.status_code == 200
    assert [answer.status_code for answer in [*answers, after]] == [200] * 4


async def test_headers_beyond_number_or_size_are_refused_in_the_routes_shape() -> None:
    async with caller(edge(well)) as client:
        many = await client.get("/api/v2/x", headers={f"x-{n}": "1" for n in range(65)})
        large = await client.get("/api/x", headers={"x-large": "x" * 16 * 1024})
        enough = await client.get("/api/x", headers={"x-large": "x" * 15 * 1024})

    assert (many.status_code, many.headers["content-type"]) == (431, "application/problem+json")
    assert (large.status_code, large.json()["code"]) == (431, "headers-too-large")
    assert enough.status_code == 200


async def test_only_named_sites_may_call_from_a_browser() -> None:
    async with caller(edge(well)) as client:
        friend = await client.options("/api/x", headers={"origin": "https://friend.kr"})
        allowed = await client.get("/api/x", headers={"origin": "https://friend.kr"})
        stranger = await client.get("/api/x", headers={"origin": "https://friend.kr.evil.kr"})

    assert friend.status_code == 204
    assert allowed.headers["access-control-allow-origin"] == "https://friend.kr"
    assert "access-control-allow-origin" not in stranger.headers


async def test_metrics_are_for_this_machine_alone() -> None:
    served = edge(well)
    for address, status in (("127.0.0.1", 200), ("::1", 200), ("10.0.0.7", 404)):
        wire = httpx.ASGITransport(app=served, client=(address, 1))  # type: ignore[arg-type]
        async with httpx.AsyncClient(transport=wire, base_url="http://maru") as client:
            assert (await client.get("/metrics")).status_code == status


@asynccontextmanager
async def serving(handle: Callable[[], Awaitable[object]]) -> AsyncIterator[int]:
    """The edge behind the real server; gives the port."""
    listener = listen("127.0.0.1", 0)
    config = uvicorn.Config(
        edge(handle), http=PatientProtocol, lifespan="off", log_config=None, access_log=False
    )
    server = Unsignalled(config)
    running = asyncio.create_task(server.serve([listener]))
    try:
        while not server.started:
            await asyncio.sleep(0.002)
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        await running
        listener.close()


async def until_closed(reader: asyncio.StreamReader) -> float:
    """Seconds until the other side hangs up."""
    begun = time.monotonic()
    async with asyncio.timeout(10):
        try:
            while await reader.read(65536):
                continue
        except ConnectionResetError:
            pass
    return time.monotonic() - begun


@pytest.mark.parametrize("begun", [b"", b"GET /api/x HT", b"GET /api/x HTTP/1.1\r\nHost: a\r\nX-Slow: "])
async def test_a_head_that_never_ends_is_not_waited_for(
    begun: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "HEAD_SECONDS", 0.3)
    async with serving(well) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(begun)
        assert 0.1 < await until_closed(reader) < 3
        writer.close()


async def test_a_slow_second_head_on_a_kept_connection_is_not_waited_for_either(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(patience, "HEAD_SECONDS", 0.3)
    async with serving(well) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET /api/x HTTP/1.1\r\nHost: a\r\n\r\n")
        assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200")
        await asyncio.sleep(0.5)
        writer.write(b"GET /api/x HTTP/1.1\r\nHost:")
        assert await until_closed(reader) < 3
        writer.close()


async def test_a_head_without_end_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    async with serving(well) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET /api/x HTTP/1.1\r\nX-Large: " + b"x" * (patience.HEAD_BYTES + 1))
        assert await until_closed(reader) < 3
        writer.close()


async def test_an_answer_that_nobody_reads_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "READ_SECONDS", 0.3)

    async def large() -> Reply:
        return Reply(bytes(LARGE), "application/octet-stream")

    async with serving(large) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1024)
        writer.write(b"GET /api/x HTTP/1.1\r\nHost: a\r\n\r\n")
        await asyncio.sleep(1)
        read = 0
        try:
            while part := await asyncio.wait_for(reader.read(1 << 20), 5):
                read += len(part)
        except ConnectionResetError:
            pass
        assert read < LARGE
        writer.close()


async def test_an_answer_that_is_read_slowly_but_steadily_arrives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "READ_SECONDS", 0.3)

    async def large() -> Reply:
        return Reply(bytes(LARGE), "application/octet-stream")

    async with serving(large) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1024)
        writer.write(b"GET /api/x HTTP/1.1\r\nHost: a\r\n\r\n")
        await reader.readuntil(b"\r\n\r\n")
        read = 0
        while read < LARGE:
            read += len(await asyncio.wait_for(reader.readexactly(min(1 << 19, LARGE - read)), 5))
            await asyncio.sleep(0.1)
        writer.close()
