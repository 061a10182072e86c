"""A house with a live channel: notices in memory, a real server on loopback, a client that speaks STOMP."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, Self

import falcon.asgi
import msgspec
import uvicorn
from msgspec import Struct
from websockets.asyncio.client import ClientConnection, connect

from maru.chassis.live import Destination, Handshake, Hub, Limits, Live, LiveSettings, Sockets, mount
from maru.chassis.problems import Unauthenticated
from maru.chassis.stomp import Frame, Parser, encode

PATH = "/ws/news"
MINE = "/user/queue/news"
TOPIC = "/topic/news"
ACK = "/app/news/ack"
PAGE = 50

BRISK = Limits(heartbeat=0.2, tick=0.02, connect=0.3, farewell=0.3, stall=0.5, absence=0.5)


class Person(Struct, frozen=True):
    id: str


class Seen(Struct, forbid_unknown_fields=True):
    seq: int


class House:
    """Cookie `sid=<person>` or the CONNECT header `ticket:<person>` lets one in; a ticket works once."""

    def __init__(self, limits: Limits, **settings: Any) -> None:
        self.hub = Hub()
        self.stored: dict[str, list[Live]] = {}
        self.acknowledged: list[tuple[str, int]] = []
        self.revoked: set[str] = set()
        self.tickets: set[str] = set()
        self.replays = 0
        given: dict[str, Any] = {
            "hub": self.hub,
            "authenticate": self.authenticate,
            "recheck": self.recheck,
            "destinations": [
                Destination(MINE, replay=self.replay, head=self.head),
                Destination(TOPIC, personal=False, broadcast=True),
            ],
            "sends": {ACK: self.acknowledge},
            "limits": limits,
        }
        self.app = falcon.asgi.App()
        self.sockets: Sockets = mount(self.app, PATH, LiveSettings(**{**given, **settings}))
        self.port = 0
        self.transports: set[Any] = set()  # what the server still holds open

    async def authenticate(self, shown: Handshake) -> Person:
        ticket = shown.connect.get("ticket")
        if ticket in self.tickets:
            self.tickets.remove(ticket)
            return Person(ticket)
        if person := shown.cookies.get("sid"):
            return Person(person)
        raise Unauthenticated("로그인이 필요합니다.")

    async def recheck(self, who: Person) -> bool:
        return who.id not in self.revoked

    async def replay(self, person: str, since: int) -> Sequence[Live]:
        self.replays += 1
        later = [notice for notice in self.stored.get(person, []) if notice.seq > since][:PAGE]
        await asyncio.sleep(0.001)  # a store answers later, while pushes go on
        return later

    async def head(self, person: str) -> int:
        return len(self.stored.get(person, []))

    async def acknowledge(self, person: str, body: bytes) -> None:
        self.acknowledged.append((person, msgspec.json.decode(body, type=Seen).seq))

    def store(self, person: str, body: bytes = b"") -> Live:
        notices = self.stored.setdefault(person, [])
        notice = Live(len(notices) + 1, body or b'{"seq":%d}' % (len(notices) + 1))
        notices.append(notice)
        return notice

    async def tell(self, person: str, body: bytes = b"") -> None:
        await self.hub.push(person, self.store(person, body))

    def dial(self, **options: Any) -> connect:
        return connect(f"ws://127.0.0.1:{self.port}{options.pop('path', PATH)}", proxy=None, **options)

    @asynccontextmanager
    async def caller(self, person: str = "mina", **headers: str) -> AsyncIterator["Caller"]:
        """A client that came with its cookie and is connected."""
        async with self.dial(additional_headers={"Cookie": f"sid={person}"}) as socket:
            yield await Caller(socket).connect(**headers)


@asynccontextmanager
async def house(limits: Limits = BRISK, **settings: Any) -> AsyncIterator[House]:
    built = House(limits, **settings)
    config = uvicorn.Config(
        built.app,
        port=0,
        log_level="error",
        lifespan="off",
        ws_max_size=70_000,
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.005)
    built.transports = server.server_state.connections
    built.port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield built
    finally:
        await built.sockets.close()
        server.should_exit = True
        await serving


class Caller:
    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.parser = Parser(10_000_000)
        self.beats = 0

    async def connect(self, **headers: str) -> Self:
        await self.send("CONNECT", **{"accept-version": "1.2,1.1,1.0", "host": "x", **headers})
        answer = await self.frame()
        assert answer.command == "CONNECTED", answer
        return self

    async def send(self, command: str, body: bytes = b"", /, **headers: str) -> None:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        await self.socket.send(encode(Frame(command, named, body)).decode())

    async def subscribe(self, destination: str = MINE, id: str = "s", **headers: str) -> None:
        """Return once the subscription stands."""
        await self.send("SUBSCRIBE", destination=destination, id=id, receipt=f"r-{id}", **headers)
        assert (await self.frame()).command == "RECEIPT"

    async def frame(self, timeout: float = 3) -> Frame:
        """The next frame; heart-beats are counted on the way."""
        async with asyncio.timeout(timeout):
            while (frame := self.parser.next()) is None:
                text = await self.socket.recv()
                assert isinstance(text, str)
                self.beats += text == "\n"
                self.parser.feed(text.encode())
        return frame

    async def seqs(self, count: int) -> list[int]:
        return [int((await self.frame()).headers["seq"]) for _ in range(count)]

    async def ended(self, timeout: float = 3) -> int | None:
        """Wait for the close and give its code."""
        async with asyncio.timeout(timeout):
            await self.socket.wait_closed()
        return self.socket.close_code
