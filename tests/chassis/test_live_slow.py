"""Peers that do not read: bounded, dropped in time, and nobody else notices."""

import asyncio
import socket
import time
from collections.abc import Callable

import pytest
from msgspec.structs import replace
from websockets.exceptions import ConnectionClosed

from maru.chassis.live import Connection, Handshake, Limits, Live
from maru.chassis.live.outbox import Outbox
from maru.chassis.stomp import Frame, encode
from tests.chassis.live_house import BRISK, MINE, Caller, House, house

BULK = b'"' + b"x" * 16_000 + b'"'


async def until(condition: Callable[[], bool], within: float = 3) -> None:
    async with asyncio.timeout(within):
        while not condition():
            await asyncio.sleep(0.01)


async def whatever_comes(caller: Caller) -> list[int]:
    seen = []
    try:
        while True:
            seen += await caller.seqs(1)
    except ConnectionClosed:
        return seen


async def lazy(home: House, person: str) -> Caller:
    """A client that is connected and subscribed and then reads no more."""
    narrow = socket.socket()
    narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    narrow.connect(("127.0.0.1", home.port))
    dialled = await home.dial(
        sock=narrow, additional_headers={"Cookie": f"sid={person}"}, max_queue=1, ping_interval=None
    )
    caller = await Caller(dialled).connect()
    await caller.subscribe(since="0")
    return caller


async def test_a_slow_reader_is_closed_and_cut_off_while_the_others_get_everything_and_it_resumes() -> None:
    async with house() as home, home.caller("quick") as quick:
        await quick.subscribe(since="0")
        slow = await lazy(home, "slow")
        delays = []
        for n in range(1, 1501):
            await home.tell("slow", BULK)
            began = time.perf_counter()
            await home.tell("quick")
            assert (await quick.seqs(1)) == [n]
            delays.append(time.perf_counter() - began)

        await until(lambda: home.sockets.closed[1013] == 1)
        await until(lambda: len(home.transports) == 1)  # although the peer never took the goodbye
        assert home.hub.sockets("slow") == 0
        assert sorted(delays)[len(delays) // 2] < 0.02

        seen = await whatever_comes(slow)
        assert seen == list(range(1, len(seen) + 1))
        async with home.caller("slow") as back:
            await back.subscribe(since=str(seen[-1]))
            assert await back.seqs(1500 - seen[-1]) == list(range(seen[-1] + 1, 1501))


async def test_at_shutdown_a_reader_that_takes_nothing_does_not_hold_the_house() -> None:
    async with house(replace(BRISK, stall=60)) as home:
        slow = await lazy(home, "slow")
        home.stored["slow"] = [Live(n, BULK) for n in range(1, 1000)]
        home.hub.refill()
        await asyncio.sleep(0.3)
        began = time.perf_counter()
        await home.sockets.close()

        assert time.perf_counter() - began < 1
        await until(lambda: not home.transports)
        await whatever_comes(slow)


class Peer:
    """A connection on a clock of its own, without any socket."""

    def __init__(self, home: House) -> None:
        self.now = 0.0
        self.cuts = 0
        settings = home.sockets.settings
        self.connection = Connection(settings, Handshake({}, {"sid": "mina"}), lambda: self.now, self.cut)

    def cut(self) -> None:
        self.cuts += 1

    async def say(self, command: str, **headers: str) -> None:
        await self.connection.receive(encode(Frame(command, headers)).decode())

    async def connected(self) -> "Peer":
        await self.say("CONNECT", **{"accept-version": "1.2"})
        await self.say("SUBSCRIBE", destination=MINE, id="s")
        await self.connection.pull(0)
        await asyncio.sleep(0.01)
        self.connection.sent()
        return self

    def later(self, seconds: float) -> None:
        self.now += seconds
        self.connection.tick(self.now)


async def test_one_message_that_is_not_taken_in_time_closes_and_then_cuts_the_socket() -> None:
    peer = await Peer(House(Limits())).connected()
    peer.connection.push(Live(1, b"1"))
    peer.connection.push(Live(2, b"2"))
    assert await peer.connection.pull(1) is not None
    peer.later(19)
    assert peer.connection.closing is None
    peer.later(2)

    assert peer.connection.closing == (1013, "too slow")
    assert await peer.connection.pull(1) is None  # what waited is dropped: the store has it
    assert peer.cuts == 0
    peer.later(6)
    assert peer.cuts == 1


async def test_a_peer_that_takes_one_message_after_the_other_is_not_slow() -> None:
    peer = await Peer(House(Limits())).connected()
    for n in range(1, 6):
        peer.connection.push(Live(n, b"x"))
    for _ in range(5):
        assert await peer.connection.pull(1) is not None
        peer.later(15)

    assert peer.connection.closing is None


@pytest.mark.parametrize(
    ("count", "body", "closed"), [(256, 10, False), (257, 10, True), (60, 16_000, False), (70, 16_000, True)]
)
async def test_the_queue_ends_at_256_messages_or_one_mebibyte(count: int, body: int, closed: bool) -> None:
    peer = await Peer(House(Limits())).connected()
    for n in range(1, count + 1):
        peer.connection.push(Live(n, b"x" * body))

    assert (peer.connection.closing == (1013, "too slow")) is closed


async def test_an_outbox_takes_one_message_however_large_and_never_a_second_beyond_its_bounds() -> None:
    outbox = Outbox(10, 100)

    assert outbox.put(b"x" * 500)
    assert not outbox.put(b"x")
    assert outbox.take() == b"x" * 500
    assert outbox.put(b"x")
