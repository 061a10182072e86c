import asyncio
import random
import time
from collections.abc import AsyncIterator, Sequence

import msgspec
import pytest
from msgspec.structs import replace
from websockets.exceptions import InvalidStatus
from websockets.typing import Subprotocol

from maru.chassis.live import Destination, Live
from maru.chassis.problems import Unavailable
from tests.chassis.live_house import BRISK, MINE, PAGE, TOPIC, Caller, House, house


@pytest.fixture
async def home() -> AsyncIterator[House]:
    async with house() as built:
        yield built


# who may come


async def test_a_session_cookie_lets_its_person_in_and_the_version_is_agreed(home: House) -> None:
    offered = [Subprotocol("v11.stomp"), Subprotocol("v12.stomp")]
    async with home.dial(additional_headers={"Cookie": "sid=mina"}, subprotocols=offered) as socket:
        await Caller(socket).send("CONNECT", **{"accept-version": "1.1,1.2", "heart-beat": "0,0"})
        text = await socket.recv()

    assert socket.subprotocol == "v12.stomp"
    assert text == "CONNECTED\nversion:1.2\nheart-beat:200,200\nuser-name:mina\n\n\0"


async def test_a_ticket_in_connect_lets_in_once(home: House) -> None:
    home.tickets.add("jun")
    async with home.dial() as first, home.dial() as second:
        await Caller(first).connect(ticket="jun")
        again = Caller(second)
        await again.send("CONNECT", ticket="jun", **{"accept-version": "1.2"})
        refused = await again.frame()

        assert refused.command == "ERROR"
        assert msgspec.json.decode(refused.body)["code"] == "unauthenticated"
        assert await again.ended() == 1008


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://127.0.0.1.evil.example", "//", "file://"]
)
async def test_a_page_from_elsewhere_is_refused_at_the_handshake(home: House, origin: str) -> None:
    for path in ("/ws/news", "/ws/news/websocket", "/ws/news/0/abc/websocket"):
        with pytest.raises(InvalidStatus) as refused:
            await home.dial(path=path, additional_headers={"Origin": origin, "Cookie": "sid=mina"})
        assert refused.value.response.status_code == 403
    assert len(home.sockets) == 0


async def test_the_own_page_and_the_listed_ones_are_welcome() -> None:
    async with house(origins=["https://app.example"]) as home:
        for origin in ("https://app.example", f"http://127.0.0.1:{home.port}"):
            async with home.dial(origin=origin):
                pass
        with pytest.raises(InvalidStatus):
            await home.dial(origin="https://app.example.evil")


async def test_who_does_not_connect_in_time_is_closed(home: House) -> None:
    async with home.dial() as socket:
        assert await Caller(socket).ended() == 1008
    assert home.sockets.closed[1008] == 1


async def test_the_sixth_socket_of_a_person_is_refused_until_one_leaves(home: House) -> None:
    sockets = [await home.dial(additional_headers={"Cookie": "sid=mina"}) for _ in range(6)]
    for socket in sockets[:5]:
        await Caller(socket).connect()
    sixth = Caller(sockets[5])
    await sixth.send("CONNECT", **{"accept-version": "1.2"})

    assert msgspec.json.decode((await sixth.frame()).body)["code"] == "too-many-sockets"
    assert await sixth.ended() == 1008
    async with home.caller("jun"):
        await sockets[0].close()
        async with home.caller("mina"):
            assert home.hub.sockets("mina") == 5
    for socket in sockets:
        await socket.close()


async def test_a_revoked_session_is_closed_at_the_next_look() -> None:
    async with house(replace(BRISK, recheck=0.1)) as home, home.caller("mina") as mina, home.caller("jun"):
        home.revoked.add("mina")

        assert (await mina.frame()).command == "ERROR"
        assert await mina.ended() == 1008
        assert home.hub.sockets("jun") == 1


async def test_more_sockets_than_the_house_holds_are_told_to_come_later() -> None:
    async with house(replace(BRISK, sockets=1)) as home, home.caller(), home.dial() as second:
        assert await Caller(second).ended() == 1013


# what they hear


async def test_a_push_reaches_every_socket_of_its_person_and_nobody_else(home: House) -> None:
    async with home.caller("mina") as one, home.caller("mina") as two, home.caller("jun") as other:
        for caller in (one, two, other):
            await caller.subscribe()
        await home.tell("mina", '{"message":"결재"}'.encode())
        await home.tell("jun")

        assert [(await c.frame()).body for c in (one, two)] == ['{"message":"결재"}'.encode()] * 2
        assert (await other.frame()).body == b'{"seq":1}'


async def test_a_message_says_what_it_belongs_to(home: House) -> None:
    async with home.caller() as mina:
        await mina.subscribe(id="sub-0")
        await home.tell("mina")
        message = await mina.frame()

    assert message.command == "MESSAGE"
    assert {k: message.headers[k] for k in ("subscription", "destination", "content-type", "seq")} == {
        "subscription": "sub-0",
        "destination": MINE,
        "content-type": "application/json",
        "seq": "1",
    }


async def test_since_replays_what_came_after_in_order_and_goes_on_live(home: House) -> None:
    for _ in range(3 * PAGE):
        home.store("mina")
    async with home.caller() as mina:
        await mina.send("SUBSCRIBE", destination=MINE, id="s", since="10")
        for _ in range(20):
            await home.tell("mina")
            await asyncio.sleep(0)

        assert await mina.seqs(3 * PAGE + 20 - 10) == list(range(11, 3 * PAGE + 21))


async def test_a_replay_longer_than_the_queue_does_not_close_the_socket() -> None:
    async with house(replace(BRISK, queued=8)) as home:
        for _ in range(300):
            home.store("mina")
        async with home.caller() as mina:
            await mina.send("SUBSCRIBE", destination=MINE, id="s", since="0")
            assert await mina.seqs(300) == list(range(1, 301))


async def test_without_since_only_what_is_stored_from_now_on_comes(home: House) -> None:
    home.store("mina")
    async with home.caller() as mina:
        await mina.subscribe()
        home.store("mina")  # its push is lost
        await home.tell("mina")

        assert await mina.seqs(2) == [2, 3]


async def test_a_lost_or_late_push_is_read_from_the_store_and_delivered_once(home: House) -> None:
    async with home.caller() as mina:
        await mina.subscribe(since="0")
        late = home.store("mina")
        home.store("mina")
        await home.tell("mina")
        await home.hub.push("mina", late)
        await home.tell("mina")

        assert await mina.seqs(4) == [1, 2, 3, 4]


async def test_a_lost_last_push_is_found_at_the_next_look() -> None:
    async with house(replace(BRISK, recheck=0.1)) as home, home.caller() as mina:
        await mina.subscribe(since="0")
        home.store("mina")

        assert await mina.seqs(1) == [1]


async def test_after_the_fanout_lost_its_link_everybody_reads_the_store(home: House) -> None:
    async with home.caller() as mina:
        await mina.subscribe(since="0")
        home.store("mina")
        home.hub.refill()

        assert await mina.seqs(1) == [1]


async def test_numbers_that_were_never_stored_are_not_waited_for(home: House) -> None:
    async with home.caller() as mina:
        await mina.subscribe(since="0")
        await home.tell("mina")
        home.stored["mina"] += [Live(7, b"{}"), Live(9, b"{}")]
        await home.hub.push("mina", Live(9, b"{}"))

        assert await mina.seqs(3) == [1, 7, 9]
        await home.hub.push("mina", Live(12, b"{}"))  # pushed, but not readable
        assert await mina.seqs(1) == [12]


async def test_a_since_from_before_a_restore_does_not_silence_the_channel(home: House) -> None:
    home.store("mina")
    async with home.caller() as mina:
        await mina.subscribe(since="500")
        await home.tell("mina")

        assert await mina.seqs(1) == [2]


async def test_clients_that_come_and_go_at_random_miss_nothing_and_see_nothing_twice(home: House) -> None:
    chance = random.Random(20270131)
    seen: list[int] = []

    async def tell() -> None:
        for _ in range(400):
            notice = home.store("mina")
            if chance.random() < 0.8:  # the others are lost on the way
                await home.hub.push("mina", notice)
            await asyncio.sleep(chance.choice((0, 0, 0.003)))

    telling = asyncio.create_task(tell())
    until = time.monotonic() + 20
    while (not telling.done() or len(seen) < 400) and time.monotonic() < until:
        async with home.caller() as mina:
            await mina.send("SUBSCRIBE", destination=MINE, id="s", since=str(seen[-1] if seen else 0))
            for _ in range(chance.randint(1, 60)):
                if len(seen) == 400 and telling.done():
                    break
                try:
                    seen.append(int((await mina.frame(0.3)).headers["seq"]))
                except TimeoutError:
                    break
            mina.socket.transport.abort()
    await telling

    assert seen == list(range(1, 401))


async def test_a_replay_that_fails_closes_the_socket_for_another_try() -> None:
    async def broken(_: str, __: int) -> Sequence[Live]:
        raise Unavailable("no store")

    async with house(destinations=[Destination(MINE, replay=broken)]) as home, home.caller() as mina:
        await mina.send("SUBSCRIBE", destination=MINE, id="s", since="0")

        assert (await mina.frame()).command == "ERROR"
        assert await mina.ended() == 1013


async def test_a_broadcast_reaches_the_subscribers_of_its_audience_only() -> None:
    async with (
        house(audience=lambda who: who.id[0]) as home,
        home.caller("a1") as one,
        home.caller("b1") as two,
        home.caller("a2") as deaf,
    ):
        await one.subscribe(TOPIC)
        await two.subscribe(TOPIC)
        await deaf.subscribe(MINE)
        await home.hub.broadcast(TOPIC, b'"for a"', audience="a")
        await home.hub.broadcast(MINE, b'"personal queues carry no broadcast"')
        await home.hub.broadcast(TOPIC, b'"for all"')
        await home.tell("a2")

        assert [(await one.frame()).body for _ in range(2)] == [b'"for a"', b'"for all"']
        assert (await two.frame()).body == b'"for all"'
        assert (await deaf.frame()).headers["seq"] == "1"


async def test_after_unsubscribe_nothing_comes(home: House) -> None:
    async with home.caller() as mina:
        await mina.subscribe()
        await mina.send("UNSUBSCRIBE", id="s", receipt="gone")
        assert (await mina.frame()).headers == {"receipt-id": "gone"}
        await home.tell("mina")
        await mina.send("DISCONNECT", receipt="bye")

        assert (await mina.frame()).headers == {"receipt-id": "bye"}
        assert await mina.ended() == 1000


# time


async def test_heartbeats_come_when_the_client_wants_them(home: House) -> None:
    async with home.caller("mina", **{"heart-beat": "0,100"}) as mina, home.caller("jun") as jun:
        for caller in (mina, jun):
            await caller.subscribe()
        await asyncio.sleep(0.7)
        await home.tell("mina")
        await home.tell("jun")
        await mina.frame()
        await jun.frame()

    assert 2 <= mina.beats <= 5
    assert jun.beats == 0


async def test_a_client_that_promised_heartbeats_and_falls_silent_is_closed(home: House) -> None:
    beat = {"heart-beat": "100,0"}
    async with home.caller("mina", **beat) as silent, home.caller("jun", **beat) as alive:
        for _ in range(8):
            await alive.socket.send("\n")
            await asyncio.sleep(0.1)
        assert await silent.ended(1) == 1008
        await alive.subscribe()


async def test_at_shutdown_everybody_is_told_to_go_and_nobody_new_is_let_in(home: House) -> None:
    async with home.caller("mina") as mina, home.dial() as stranger:
        await home.sockets.close()

        assert await mina.ended() == 1001
        assert await Caller(stranger).ended() == 1001
        async with home.dial() as late:
            assert await Caller(late).ended() == 1013
    assert len(home.sockets) == 0
    assert home.hub.sockets("mina") == 0
