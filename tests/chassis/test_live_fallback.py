"""The same channel in SockJS framing: over a WebSocket, and over plain HTTP where no WebSocket gets through."""

import asyncio
import json
from collections.abc import AsyncIterator

import falcon.asgi
import httpx
import pytest
from falcon.testing import ASGIConductor
from msgspec.structs import replace
from websockets.asyncio.client import ClientConnection

from maru.chassis import sockjs
from maru.chassis.live import mount
from maru.chassis.stomp import Frame, Parser, encode
from tests.chassis.live_house import ACK, BRISK, MINE, PATH, House, house

CONNECT = encode(Frame("CONNECT", {"accept-version": "1.2"})).decode()
SUBSCRIBE = encode(Frame("SUBSCRIBE", {"destination": MINE, "id": "s", "since": "0"})).decode()


@pytest.fixture
async def home() -> AsyncIterator[House]:
    async with house() as built:
        yield built


def browser(home: House, person: str = "mina", **headers: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{home.port}{PATH}",
        cookies={"sid": person},
        headers=headers,
        trust_env=False,
        timeout=5,
    )


def frames(framed: str) -> list[Frame]:
    """The STOMP frames in an `a[…]`."""
    assert framed[0] == "a", framed
    parser, found = Parser(), []
    for text in json.loads(framed[1:]):
        parser.feed(text.encode())
        while (frame := parser.next()) is not None:
            found.append(frame)
    return found


async def heard(socket: ClientConnection) -> str:
    """The next message that is no heart-beat."""
    while (text := str(await socket.recv())) == "h":
        continue
    return text


async def polled(web: httpx.AsyncClient, at_least: int = 1) -> list[Frame]:
    found: list[Frame] = []
    while len(found) < at_least:
        text = (await web.post("/0/abc/xhr")).text
        found += frames(text) if text != "h\n" else []
    return found


async def connected(web: httpx.AsyncClient) -> None:
    assert (await web.post("/0/abc/xhr")).text == "o\n"
    assert (await web.post("/0/abc/xhr_send", content=json.dumps([CONNECT]))).status_code == 204
    assert [frame.command for frame in await polled(web)] == ["CONNECTED"]


# over a WebSocket


async def test_stomp_travels_in_sockjs_frames_over_a_websocket(home: House) -> None:
    cookie = {"Cookie": "sid=mina"}
    async with home.dial(path=f"{PATH}/123/abc/websocket", additional_headers=cookie) as socket:
        assert await socket.recv() == "o"
        assert await socket.recv() == "h"
        await socket.send(json.dumps([CONNECT[:10], CONNECT[10:]]))
        assert frames(await heard(socket))[0].command == "CONNECTED"
        await socket.send(json.dumps(SUBSCRIBE))
        await home.tell("mina", '"결재"'.encode())
        assert frames(await heard(socket))[0].body == '"결재"'.encode()
        await home.sockets.close()
        assert await heard(socket) == 'c[1001,"going away"]'
        await socket.wait_closed()

    assert socket.close_code == 1001


@pytest.mark.parametrize("wrong", ["hello", "[1]", '{"a":1}', CONNECT])
async def test_a_websocket_message_that_is_no_sockjs_frame_is_a_protocol_error(
    home: House, wrong: str
) -> None:
    async with home.dial(path=f"{PATH}/123/abc/websocket") as socket:
        await socket.send(wrong)
        await socket.wait_closed()

    assert socket.close_code == 1002


# over HTTP


async def test_info_is_public_and_never_cached(home: House) -> None:
    async with browser(home) as web:
        first, second = await web.get("/info"), await web.get("/info")
        greeting = await web.get(f"http://127.0.0.1:{home.port}{PATH}")

    assert first.json()["websocket"] is True
    assert first.json()["entropy"] != second.json()["entropy"]
    assert first.headers["cache-control"] == "no-store"
    assert greeting.text == "Welcome to SockJS!\n"


async def test_polling_carries_the_same_session_and_bundles_what_waits(home: House) -> None:
    async with browser(home) as web:
        await connected(web)
        for _ in range(30):
            home.store("mina")
        await web.post("/0/abc/xhr_send", content=json.dumps([SUBSCRIBE]))
        got = await polled(web, 30)
        await web.post(
            "/0/abc/xhr_send",
            content=json.dumps([encode(Frame("SEND", {"destination": ACK}, b'{"seq":30}')).decode()]),
        )

    assert [frame.headers["seq"] for frame in got] == [str(n) for n in range(1, 31)]
    assert home.acknowledged == [("mina", 30)]


async def test_a_poll_waits_for_a_push_and_a_quiet_one_ends_with_a_heartbeat(home: House) -> None:
    async with browser(home) as web:
        await connected(web)
        await web.post("/0/abc/xhr_send", content=json.dumps([SUBSCRIBE]))
        assert (await web.post("/0/abc/xhr")).text == "h\n"
        waiting = asyncio.create_task(web.post("/0/abc/xhr"))
        await asyncio.sleep(0.05)
        second = await web.post("/0/abc/xhr")
        await home.tell("mina")

        assert second.text == 'c[2010,"Another connection still open"]\n'
        answer = await waiting
        assert answer.headers["content-type"] == "application/javascript; charset=UTF-8"
        assert frames(answer.text)[0].headers["seq"] == "1"


async def test_a_refusal_reaches_the_poller_and_then_the_session_is_closed_and_forgotten(home: House) -> None:
    async with browser(home) as web:
        await connected(web)
        bad = encode(Frame("SUBSCRIBE", {"destination": "/elsewhere", "id": "s"})).decode()
        await web.post("/0/abc/xhr_send", content=json.dumps([bad]))

        assert [frame.command for frame in await polled(web)] == ["ERROR"]
        assert (await web.post("/0/abc/xhr")).text == 'c[1008,"unknown-destination"]\n'
        assert (await web.post("/0/abc/xhr_send", content=json.dumps(["\n"]))).status_code == 404
        assert len(home.sockets) == 0


async def test_streaming_sends_a_prelude_and_then_each_frame_on_a_line(home: House) -> None:
    async with browser(home) as web, web.stream("POST", "/0/abc/xhr_streaming") as answer:
        lines = answer.aiter_lines()
        assert await anext(lines) == sockjs.PRELUDE
        assert await anext(lines) == "o"
        await web.post("/0/abc/xhr_send", content=json.dumps([CONNECT, SUBSCRIBE]))
        assert frames(await anext(lines))[0].command == "CONNECTED"
        for n in range(1, 4):
            await home.tell("mina")
            assert frames(await anext(lines))[0].headers["seq"] == str(n)
        await home.sockets.close()
        assert await anext(lines) == 'c[1001,"going away"]'
        assert [line async for line in lines] == []


async def test_a_stream_ends_after_128_kib_and_the_session_goes_on(home: House) -> None:
    async with browser(home) as web:
        await connected(web)
        for _ in range(20):
            home.store("mina", b'"' + b"x" * 10_000 + b'"')
        await web.post("/0/abc/xhr_send", content=json.dumps([SUBSCRIBE]))
        body = (await web.post("/0/abc/xhr_streaming")).text
        first = [frames(line)[0] for line in body.splitlines()[1:]]
        rest = await polled(web, 20 - len(first))

    assert 128 * 1024 <= len(body) < 150 * 1024
    assert [int(frame.headers["seq"]) for frame in first + rest] == list(range(1, 21))


async def test_a_session_belongs_to_the_browser_that_opened_it(home: House) -> None:
    async with browser(home) as web, browser(home, "eve") as eve:
        await connected(web)

        assert (await eve.post("/0/abc/xhr")).status_code == 404
        assert (await eve.post("/0/abc/xhr_streaming")).status_code == 404
        assert (await eve.post("/0/abc/xhr_send", content=json.dumps([SUBSCRIBE]))).status_code == 404


async def test_a_page_from_elsewhere_may_neither_read_nor_send(home: House) -> None:
    async with browser(home, Origin="https://evil.example") as web:
        for last in ("xhr", "xhr_send", "xhr_streaming"):
            assert (await web.post(f"/0/abc/{last}")).status_code == 403
            assert (await web.options(f"/0/abc/{last}")).status_code == 403
        assert "access-control-allow-origin" not in (await web.get("/info")).headers
    assert len(home.sockets) == 0


async def test_a_listed_origin_may_read_with_its_cookies() -> None:
    page = "https://app.example"
    async with house(origins=[page]) as home, browser(home, Origin=page) as web:
        asked = await web.options("/0/abc/xhr_send")
        opened = await web.post("/0/abc/xhr")

    assert asked.status_code == 204
    for answer in (asked, opened):
        assert answer.headers["access-control-allow-origin"] == "https://app.example"
        assert answer.headers["access-control-allow-credentials"] == "true"
        assert answer.headers["vary"] == "Origin"


@pytest.mark.parametrize(
    ("body", "status"), [(b"", 400), (b"[]", 400), (b"[1]", 400), (b"oops", 400), (b"x" * 70_000, 413)]
)
async def test_a_body_that_carries_no_messages_is_refused(home: House, body: bytes, status: int) -> None:
    async with browser(home) as web:
        await connected(web)
        refused = await web.post("/0/abc/xhr_send", content=body)

    assert refused.status_code == status
    assert refused.headers["content-type"] == "application/problem+json"


async def test_a_session_whose_reader_stays_away_ends_and_makes_room(home: House) -> None:
    async with browser(home) as web:
        await connected(web)
        assert home.hub.sockets("mina") == 1
        await asyncio.sleep(1.2)

    assert home.hub.sockets("mina") == 0
    assert len(home.sockets) == 0


async def test_a_full_house_says_when_to_come_again() -> None:
    async with house(replace(BRISK, sockets=1)) as home, browser(home) as web:
        await web.post("/0/abc/xhr")
        refused = await web.post("/0/def/xhr")

    assert refused.status_code == 503
    assert refused.headers["retry-after"] == "2"


async def test_it_serves_on_any_asgi_server() -> None:
    home = House(BRISK)
    app = falcon.asgi.App()
    sockets = mount(app, PATH, home.sockets.settings)
    async with ASGIConductor(app) as caller:
        async with caller.simulate_ws(PATH, headers={"cookie": "sid=mina"}) as socket:
            await socket.send_text(CONNECT)
            assert (await socket.receive_text()).startswith("CONNECTED\n")
        await sockets.close()
