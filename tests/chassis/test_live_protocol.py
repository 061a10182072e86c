"""What a client may say on the live channel, and how everything else is answered."""

import asyncio
from collections.abc import AsyncIterator

import msgspec
import pytest
from msgspec.structs import replace
from websockets.exceptions import ConnectionClosed

from maru.chassis.stomp import Frame
from tests.chassis.live_house import ACK, BRISK, MINE, TOPIC, Caller, House, house


@pytest.fixture
async def home() -> AsyncIterator[House]:
    async with house() as built:
        yield built


# what they say


async def test_a_send_reaches_its_handler_before_its_receipt(home: House) -> None:
    async with home.caller() as mina:
        await mina.send("SEND", b'{"seq":7}', destination=ACK, receipt="r1")

        assert (await mina.frame()).headers == {"receipt-id": "r1"}
        assert home.acknowledged == [("mina", 7)]


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (Frame("SUBSCRIBE", {"destination": "/user/other/queue/news", "id": "s"}), 1008),
        (Frame("SUBSCRIBE", {"destination": "/topic/*", "id": "s"}), 1008),
        (Frame("SUBSCRIBE", {"destination": MINE}), 1002),
        (Frame("SUBSCRIBE", {"id": "s"}), 1002),
        (Frame("SUBSCRIBE", {"destination": MINE, "id": "s", "since": "-1"}), 1002),
        (Frame("SUBSCRIBE", {"destination": MINE, "id": "s", "since": "1" * 30}), 1002),
        (Frame("SUBSCRIBE", {"destination": TOPIC, "id": "s", "since": "1"}), 1002),
        (Frame("SUBSCRIBE", {"destination": MINE, "id": "s", "ack": "client"}), 1002),
        (Frame("UNSUBSCRIBE", {"id": "none"}), 1002),
        (Frame("SEND", {"destination": MINE}, b"{}"), 1008),
        (Frame("SEND", {"destination": TOPIC}, b"{}"), 1008),
        (Frame("SEND", {"destination": ACK}, b'{"seq":"x"}'), 1008),
        (Frame("SEND", {"destination": ACK}, b"not json"), 1008),
        (Frame("SEND", {"destination": ACK, "transaction": "t"}, b'{"seq":1}'), 1002),
        (Frame("BEGIN", {"transaction": "t"}), 1002),
        (Frame("ACK", {"id": "1"}), 1002),
        (Frame("CONNECT", {"accept-version": "1.2"}), 1002),
        (Frame("MESSAGE", {}), 1002),
    ],
)
async def test_what_may_not_be_said_is_answered_by_an_error_and_a_close(
    home: House, frame: Frame, code: int
) -> None:
    async with home.caller() as mina:
        await mina.send(frame.command, frame.body, receipt="r9", **frame.headers)
        error = await mina.frame()

        assert (error.command, error.headers["receipt-id"]) == ("ERROR", "r9")
        assert await mina.ended() == code
    assert home.acknowledged == []


async def test_nothing_works_before_connect(home: House) -> None:
    async with home.dial(additional_headers={"Cookie": "sid=mina"}) as socket:
        stranger = Caller(socket)
        await stranger.send("SUBSCRIBE", destination=MINE, id="s")

        assert msgspec.json.decode((await stranger.frame()).body)["code"] == "not-connected"
        assert await stranger.ended() == 1008


async def test_an_unknown_version_is_told_which_ones_there_are(home: House) -> None:
    async with home.dial() as socket:
        client = Caller(socket)
        await client.send("CONNECT", **{"accept-version": "2.0"})

        assert (await client.frame()).headers["version"] == "1.2,1.1,1.0"
        assert await client.ended() == 1002


async def test_the_seventeenth_subscription_and_a_used_id_are_refused(home: House) -> None:
    async with home.caller("mina") as mina, home.caller("jun") as jun:
        await mina.subscribe()
        await mina.send("SUBSCRIBE", destination=TOPIC, id="s")
        assert await mina.ended() == 1002
        for n in range(16):
            await jun.subscribe(TOPIC, str(n))
        await jun.send("SUBSCRIBE", destination=TOPIC, id="one more")
        assert await jun.ended() == 1008


async def test_a_handler_that_breaks_shows_nothing_of_its_inside(home: House) -> None:
    async def broken(_: str, __: bytes) -> None:
        raise RuntimeError("password=hunter2")

    async with house(sends={ACK: broken}) as home, home.caller() as mina:
        await mina.send("SEND", b"{}", destination=ACK)
        error = await mina.frame()

        assert b"hunter2" not in error.body
        assert "hunter2" not in str(error.headers)
        assert await mina.ended() == 1011


async def test_a_handler_that_hangs_is_given_up(home: House) -> None:
    async def hanging(_: str, __: bytes) -> None:
        await asyncio.sleep(60)

    async with house(replace(BRISK, answer=0.05), sends={ACK: hanging}) as home, home.caller() as mina:
        await mina.send("SEND", b"{}", destination=ACK)

        assert msgspec.json.decode((await mina.frame()).body)["code"] == "deadline-exceeded"
        assert await mina.ended() == 1013


# bad bytes


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ("SEND\n\n" + "x" * 65_540 + "\0", 1009),
        ("SEND\n\n" + "x" * 100_000 + "\0", 1009),
        ("SEND\n\n" + "가" * 22_000 + "\0", 1009),
        ("GET / HTTP/1.1\n\n", 1002),
        ("SEND\nbad\\t:1\n\n\0", 1002),
        (b"\x00\x01", 1003),
    ],
)
async def test_bad_input_closes_with_the_code_that_says_why(
    home: House, sent: str | bytes, code: int
) -> None:
    async with home.caller() as mina, home.caller("jun") as jun:
        await mina.socket.send(sent)
        assert await mina.ended() == code
        await jun.subscribe()


async def test_a_frame_in_many_messages_is_bounded_too(home: House) -> None:
    async with home.caller() as mina:
        with pytest.raises(ConnectionClosed):  # noqa: PT012 - whichever message is one too many
            await mina.socket.send("SEND\n\n")
            for _ in range(100):
                await mina.socket.send("x" * 1000)
                await asyncio.sleep(0.002)
        assert await mina.ended() == 1009


async def test_text_that_is_not_utf8_closes_with_1007(home: House) -> None:
    async with home.caller() as mina:
        await mina.socket.send(b"SEND\nk:\xff\xfe\n\n\0", text=True)
        assert await mina.ended() == 1007
