"""The live channel of the whole product: nothing lost, nothing twice, nobody else's, and nobody uninvited."""

import asyncio
import random
import statistics
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.chassis.live_house import Caller
from tests.journeys.house import MINE, NOTICE_SECONDS, V2, Company, Person
from tests.journeys.papers import decided, drafted, submitted

TOPIC = "/topic/notifications"
PAPERS = 80


@asynccontextmanager
async def dialled(
    address: str, path: str = "/ws/notifications", **headers: str
) -> AsyncIterator[ClientConnection]:
    url = address.replace("http", "ws", 1) + path
    async with connect(url, proxy=None, additional_headers=headers) as socket:
        yield socket


def cookie(of: Person) -> str:
    return "; ".join(f"{name}={value}" for name, value in of.http.cookies.items())


async def refusal(socket: ClientConnection, **shown: str) -> str:
    """What a CONNECT that must fail is told before the socket is closed."""
    caller = Caller(socket)
    await caller.send("CONNECT", **{"accept-version": "1.2", "host": "x", **shown})
    answer = await caller.frame()
    assert answer.command == "ERROR", answer
    await caller.ended(10)
    return answer.headers["message"]


async def test_random_disconnects_lose_nothing_and_show_nothing_twice(demo: Company) -> None:
    staff, lead = await demo.people("staff", "lead")
    begun = int((await lead.get(f"{V2}/notifications", limit=1))["seq"])
    steps = [{"step": 1, "approverId": lead.id}]

    async def ask() -> None:
        for n in range(PAPERS):
            paper = {"requesterId": staff.id, "title": f"알림 {n}", "content": "", "steps": steps}
            await staff.do("POST", "/api/approvals", paper)
            await asyncio.sleep(0.005)

    draw, seen = random.Random(20261121), list[int]()
    asking = asyncio.create_task(ask())
    cuts = 0
    while not (asking.done() and len(seen) >= PAPERS):
        since = seen[-1] if seen else begun
        async with lead.listening(since) as bell:
            try:
                async with asyncio.timeout(draw.uniform(0.05, 0.2)):
                    while True:
                        seen.append((await bell.next())["seq"])
            except TimeoutError:
                bell.caller.socket.transport.abort()
                cuts += 1
    await asking

    stored, after = list[int](), begun
    while page := (await lead.get(f"{V2}/notifications", after=after, limit=100))["items"]:
        stored += [notice["seq"] for notice in page]
        after = stored[-1]
    assert cuts > 1
    assert seen == stored == list(range(begun + 1, begun + 1 + len(stored)))


async def test_a_bell_rings_within_two_seconds_of_the_decision(demo: Company) -> None:
    """The median of several: one of them may meet whatever else this machine does."""
    staff, lead = await demo.people("staff", "lead")
    took = []
    async with staff.listening() as bell:
        for n in range(7):
            paper = await submitted(staff, await drafted(staff, "general", {}, f"빠른 알림 {n}"))
            begun = time.monotonic()
            await decided(lead, paper)
            await bell.about(paper["requestId"], "승인 완료")
            took.append(time.monotonic() - begun)

    assert statistics.median(took) < NOTICE_SECONDS, took


async def test_a_bell_rings_for_those_whom_it_concerns_and_nobody_else(demo: Company) -> None:
    """D13: not even who listens to the old topic hears of others' papers."""
    staff, lead, staff2, finance = await demo.people("staff", "lead", "staff2", "finance")
    async with (
        dialled(demo.address, Cookie=cookie(staff2)) as one,
        dialled(demo.address, Cookie=cookie(finance)) as other,
        lead.listening() as bell,
    ):
        bystanders = [await Caller(one).connect(), await Caller(other).connect()]
        for each in bystanders:
            await each.subscribe(MINE, "mine")
            await each.subscribe(TOPIC, "all")
        paper = await submitted(staff, await drafted(staff, "general", {}, "둘만의 문서"))
        await bell.about(paper["requestId"])
        for nosy in (staff2, finance):
            assert (await nosy.refused("GET", f"{V2}/documents/{paper['id']}"))[0] == 404
        await decided(lead, paper)
        for each in bystanders:
            with pytest.raises(TimeoutError):
                await each.frame(0.4)

    for nosy in (staff2, finance):
        notices = (await nosy.get(f"{V2}/notifications", limit=100))["items"]
        assert all(notice["approvalId"] != str(paper["requestId"]) for notice in notices)
        assert (await nosy.refused("GET", f"/api/notifications/recent/{lead.id}"))[0] == 403


async def test_an_announcement_is_heard_by_everybody_and_only_an_administrator_makes_one(
    demo: Company,
) -> None:
    staff, lead, admin = await demo.people("staff", "lead", "admin")
    said = {"approvalId": "0", "status": "INFO", "message": "내일 점검이 있습니다."}
    assert (await lead.refused("POST", "/api/notifications/send", said))[0] == 403
    async with (
        dialled(demo.address, Cookie=cookie(staff)) as one,
        dialled(demo.address, Cookie=cookie(lead)) as other,
    ):
        listeners = [await Caller(one).connect(), await Caller(other).connect()]
        for each in listeners:
            await each.subscribe(TOPIC)
        answer = await admin.ask("POST", "/api/notifications/send", said)
        assert (answer.status_code, answer.text) == (200, "Notification sent successfully")
        for each in listeners:
            while "내일 점검이 있습니다." not in (await each.frame(20)).body.decode():
                pass


async def test_a_ticket_opens_the_channel_once(demo: Company) -> None:
    staff = await demo.person("staff")
    ticket = (await staff.do("POST", "/api/auth/ticket"))["ticket"]
    async with dialled(demo.address) as socket:
        await (await Caller(socket).connect(ticket=ticket)).subscribe(MINE)
    async with dialled(demo.address) as socket:
        assert await refusal(socket, ticket=ticket)


async def test_of_many_who_show_one_ticket_at_once_one_comes_in(demo: Company) -> None:
    staff = await demo.person("staff")
    ticket = (await staff.do("POST", "/api/auth/ticket"))["ticket"]

    async def enter() -> str:
        async with dialled(demo.address) as socket:
            caller = Caller(socket)
            await caller.send("CONNECT", **{"accept-version": "1.2", "host": "x", "ticket": ticket})
            return (await caller.frame()).command

    answers = await asyncio.gather(*(enter() for _ in range(8)))

    assert sorted(answers) == ["CONNECTED", *["ERROR"] * 7]


async def test_nobody_listens_without_showing_who_they_are(demo: Company) -> None:
    async with dialled(demo.address) as socket:
        assert await refusal(socket)
    async with dialled(demo.address, Cookie="sid=guessed") as socket:
        assert await refusal(socket)
    staff = await demo.person("staff")
    ticket = (await staff.do("POST", "/api/auth/ticket"))["ticket"]
    async with dialled(demo.address, f"/ws/notifications?ticket={ticket}") as socket:
        assert await refusal(socket)


async def test_who_is_no_employee_has_nothing_to_hear(demo: Company) -> None:
    buyer = await demo.person("buyer")
    async with dialled(demo.address, Cookie=cookie(buyer)) as socket:
        assert await refusal(socket)


async def test_after_signing_out_the_cookie_opens_nothing(demo: Company) -> None:
    guest = await demo.person("staff", again=True)
    held = cookie(guest)
    await guest.do("POST", "/api/auth/logout")
    async with dialled(demo.address, Cookie=held) as socket:
        assert await refusal(socket)


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1"])
async def test_a_page_of_another_site_is_turned_away_at_the_door(demo: Company, origin: str) -> None:
    staff = await demo.person("staff")
    with pytest.raises(InvalidStatus) as turned:
        async with dialled(demo.address, Cookie=cookie(staff), Origin=origin):
            pass
    assert turned.value.response.status_code == 403


@pytest.mark.parametrize(
    "destination", ["/user/2/queue/notifications", "/queue/notifications", "/topic/other", "/user/queue/x"]
)
async def test_other_destinations_and_sending_are_refused(demo: Company, destination: str) -> None:
    staff = await demo.person("staff")
    for command in ("SUBSCRIBE", "SEND"):
        async with dialled(demo.address, Cookie=cookie(staff)) as socket:
            caller = await Caller(socket).connect()
            await caller.send(command, destination=destination, id="s")
            assert (await caller.frame()).command == "ERROR"
            await caller.ended(10)


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ("x" * (64 * 1024 + 1), 1009),
        (b"\xff\xfe", 1003),
    ],
)
async def test_frames_that_no_client_sends_end_the_socket(
    demo: Company, sent: str | bytes, code: int
) -> None:
    staff = await demo.person("staff")
    async with dialled(demo.address, Cookie=cookie(staff)) as socket:
        caller = await Caller(socket).connect()
        await socket.send(sent)
        assert await caller.ended(10) == code


async def test_text_that_is_no_text_ends_the_socket(demo: Company) -> None:
    staff = await demo.person("staff")
    async with dialled(demo.address, Cookie=cookie(staff)) as socket:
        await Caller(socket).connect()
        await socket.send(b"\xc3\x28", text=True)
        with pytest.raises(ConnectionClosed):
            await socket.recv()
        assert socket.close_code == 1007


async def test_the_older_clients_find_their_door(demo: Company) -> None:
    async with httpx.AsyncClient(base_url=demo.address, trust_env=False) as caller:
        info = await caller.get("/ws/notifications/info")
    assert (info.status_code, info.json()["websocket"]) == (200, True)
    staff = await demo.person("staff")
    path = "/ws/notifications/123/abcdefgh/websocket"
    async with dialled(demo.address, path, Cookie=cookie(staff)) as socket:
        assert await socket.recv() == "o"
