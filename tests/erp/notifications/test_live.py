"""The live channel over a real server: frames to the letter, nothing lost, nothing twice, nobody else's."""

import asyncio
import random

import msgspec
import pytest

from maru.erp.approvals import contract as approvals
from maru.erp.notifications.http.channel import ACK, MINE, TOPIC
from tests.chassis.live_house import Caller
from tests.erp.notifications.post_office import CHIEF, DRAFTER, LEAD, PostOffice, on_air


def cookie(person: int, session: str = "s") -> dict[str, dict[str, str]]:
    return {"additional_headers": {"Cookie": f"sid={person}:{session}"}}


async def test_a_result_arrives_as_the_frame_of_the_older_clients_with_its_number(post: PostOffice) -> None:
    async with on_air(post), post.dial(**cookie(DRAFTER)) as socket:
        caller = await Caller(socket).connect()
        await caller.subscribe(MINE)
        await post.hear(
            approvals.Rejected(
                **post.fact(actor=LEAD, audience=(DRAFTER,)), step_id="s1", approver=LEAD, actor_name="지우"
            )
        )
        frame = await caller.frame()

    assert (frame.headers["destination"], frame.headers["seq"]) == (MINE, "1")
    assert frame.body.decode() == (
        '{"type":"APPROVAL_STATUS_CHANGED","approvalId":"12","status":"REJECTED",'
        '"message":"[반려] 노트북 구매 – 지우님: 사유 없음","timestamp":"2026-03-02T09:30:00",'
        '"seq":1,"id":1,"kind":"APPROVAL_REJECTED","title":"반려","link":"/erp/documents/doc-1"}'
    )


async def test_the_topic_carries_ones_own_messages_only(post: PostOffice) -> None:
    async with on_air(post), post.dial(**cookie(LEAD)) as one, post.dial(**cookie(CHIEF)) as other:
        lead, chief = await Caller(one).connect(), await Caller(other).connect()
        await lead.subscribe(TOPIC)
        await chief.subscribe(TOPIC)
        await post.hear(post.waiting(LEAD))
        frame = await lead.frame()
        with pytest.raises(TimeoutError):
            await chief.frame(timeout=0.3)

    assert frame.headers["destination"] == TOPIC


async def test_reconnecting_at_random_loses_nothing_and_shows_nothing_twice(post: PostOffice) -> None:
    draw, seen = random.Random(7), list[int]()

    async def decide() -> None:
        for _ in range(300):
            await post.hear(post.waiting(LEAD))

    async with on_air(post):
        telling = asyncio.create_task(decide())
        while not (telling.done() and len(seen) == 300):
            async with post.dial(**cookie(LEAD)) as socket:
                caller = await Caller(socket).connect()
                await caller.subscribe(MINE, since=str(seen[-1] if seen else 0))
                for _ in range(draw.randint(1, 60)):
                    if len(seen) == 300:
                        break
                    seen.append(int((await caller.frame()).headers["seq"]))

    assert seen == list(range(1, 301))


async def test_what_is_acknowledged_over_the_socket_is_read(post: PostOffice) -> None:
    for _ in range(3):
        await post.hear(post.waiting(LEAD))
    async with on_air(post), post.dial(**cookie(LEAD)) as socket:
        caller = await Caller(socket).connect()
        await caller.send("SEND", b'{"seq":2}', destination=ACK, receipt="r")
        assert (await caller.frame()).command == "RECEIPT"

    assert [each["read"] for each in await post.inbox(LEAD, "&after=0")] == [True, True, False]


@pytest.mark.parametrize(
    ("command", "headers", "body"),
    [
        ("SUBSCRIBE", {"destination": "/user/2/queue/notifications", "id": "s"}, b""),
        ("SUBSCRIBE", {"destination": "/queue/notifications", "id": "s"}, b""),
        ("SEND", {"destination": MINE}, b"{}"),
        ("SEND", {"destination": TOPIC}, b"{}"),
        ("SEND", {"destination": ACK}, b'{"seq":"all"}'),
        ("SEND", {"destination": ACK}, b'{"seq":99999999999999999999999}'),
        ("SEND", {"destination": ACK}, b'{"seq":1,"employeeId":3}'),
    ],
)
async def test_anything_else_is_answered_by_an_error(
    post: PostOffice, command: str, headers: dict[str, str], body: bytes
) -> None:
    async with on_air(post), post.dial(**cookie(LEAD)) as socket:
        caller = await Caller(socket).connect()
        await caller.send(command, body, **headers)
        assert (await caller.frame()).command == "ERROR"


async def test_a_ticket_opens_one_socket(post: PostOffice) -> None:
    async with on_air(post):
        async with post.dial() as socket:
            await Caller(socket).connect(ticket=f"{LEAD}:t1")
        async with post.dial() as socket:
            caller = Caller(socket)
            await caller.send("CONNECT", **{"accept-version": "1.2", "ticket": f"{LEAD}:t1"})
            assert (await caller.frame()).command == "ERROR"


@pytest.mark.parametrize("shown", ["", "guest:s", "2"])
async def test_who_is_nobody_here_is_not_let_in(post: PostOffice, shown: str) -> None:
    headers = {"Cookie": f"sid={shown}"} if shown else {}
    async with on_air(post), post.dial(additional_headers=headers) as socket:
        caller = Caller(socket)
        await caller.send("CONNECT", **{"accept-version": "1.2"})
        assert (await caller.frame()).command == "ERROR"


async def test_a_session_that_ended_and_a_person_who_left_are_not_served_on(post: PostOffice) -> None:
    channel = post.parts.closing[0]
    await post.employ(LEAD)
    recheck = channel.recheck  # type: ignore[attr-defined]
    from maru.erp.notifications.http.channel import Listener

    listener = Listener(str(LEAD), f"acc-{LEAD}", "s")
    assert await recheck(listener)
    post.doors.ended.add("s")
    assert not await recheck(listener)
    post.doors.ended.clear()
    await post.offboard(LEAD)
    assert not await recheck(listener)


async def test_the_info_of_the_fallback_is_public(post: PostOffice) -> None:
    for mount in post.parts.mounts:
        mount(post.asgi)
    answer = await post.http.get("/ws/notifications/info")

    assert answer.status_code == 200
    assert msgspec.json.decode(answer.content)["websocket"] is True
