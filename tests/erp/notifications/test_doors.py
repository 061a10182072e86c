"""The routes of the older clients and the modern ones: shapes, who may, what is remembered."""

import asyncio

import pytest

from maru.chassis.ids import uuid7
from maru.erp.approvals import contract as approvals
from tests.erp.engines import ENGINES
from tests.erp.notifications.post_office import CHIEF, DRAFTER, LEAD, PostOffice

V2 = "/api/v2/erp/notifications"


async def approve(post: PostOffice, number: str = "EXP-26-000001") -> None:
    await post.hear(approvals.Approved(**post.fact(actor=CHIEF, audience=(DRAFTER,), number=number)))


@pytest.mark.parametrize("base", ["/api/notifications", "/notifications"])
async def test_a_result_is_polled_in_the_shape_and_order_of_the_older_clients(
    post: PostOffice, base: str
) -> None:
    await approve(post)
    polled = await post.ask("GET", f"{base}/recent/{DRAFTER}", DRAFTER)

    assert polled.text == (
        '[{"id":1,"seq":1,"title":"승인 완료","type":"APPROVAL_STATUS_CHANGED","approvalId":"12",'
        '"status":"APPROVED","message":"[승인 완료] 노트북 구매 (EXP-26-000001) 결재가 완료되었습니다.",'
        '"timestamp":"2026-03-02T09:30:00"}]'
    )


async def test_what_is_no_result_has_its_kind_as_type_and_an_explicit_null(post: PostOffice) -> None:
    await post.hear(post.waiting(LEAD))
    (item,) = (await post.ask("GET", f"/api/notifications/recent/{LEAD}", LEAD)).json()

    assert (item["type"], item["status"], item["approvalId"]) == ("APPROVAL_WAITING", None, "12")


async def test_each_session_is_given_each_notice_once(post: PostOffice) -> None:
    async def poll(session: str) -> list[int]:
        answer = await post.ask("GET", f"/api/notifications/recent/{LEAD}", LEAD, x_session=session)
        return [item["seq"] for item in answer.json()]

    assert await poll("a") == []
    for _ in range(12):
        await post.hear(post.waiting(LEAD))
    assert await poll("a") == list(range(3, 13))  # a first look: the newest ten, in order
    assert await poll("a") == []
    for _ in range(13):
        await post.hear(post.waiting(LEAD))
    assert [await poll("a"), await poll("a"), await poll("a")] == [
        list(range(13, 23)),
        [23, 24, 25],
        [],
    ]
    assert await poll("b") == list(range(16, 26))


@pytest.mark.parametrize("post", ENGINES, indirect=True)
async def test_two_tabs_of_a_session_are_not_given_the_same_notice(post: PostOffice) -> None:
    for _ in range(5):
        await post.hear(post.waiting(LEAD))
    path = f"/api/notifications/recent/{LEAD}"
    answers = await asyncio.gather(*(post.ask("GET", path, LEAD, x_session="one") for _ in range(20)))

    assert sorted(item["seq"] for answer in answers for item in answer.json()) == [1, 2, 3, 4, 5]


async def test_since_is_answered_the_same_however_often(post: PostOffice) -> None:
    for _ in range(15):
        await post.hear(post.waiting(LEAD))
    for _ in range(2):
        answer = await post.ask("GET", f"/api/notifications/recent/{LEAD}?since=3", LEAD)
        assert [item["seq"] for item in answer.json()] == list(range(4, 14))
    for bad in ("-1", "x", "9" * 30):
        assert (
            await post.ask("GET", f"/api/notifications/recent/{LEAD}?since={bad}", LEAD)
        ).status_code == 400


async def test_a_service_sends_to_one_person_and_an_administrator_to_all(post: PostOffice) -> None:
    await post.employ(LEAD)
    body = {"approvalId": 12, "status": "APPROVED", "message": "승인되었습니다", "extra": 1}
    key = uuid7()
    for _ in range(2):
        sent = await post.ask("POST", f"/api/notifications/send/{LEAD}", "service", body, idempotency_key=key)
        assert (sent.status_code, sent.text) == (200, f"Notification sent to user: {LEAD}")
    nobody = await post.ask("POST", "/api/notifications/send/77", "service", body)
    empty = await post.ask("POST", f"/api/notifications/send/{LEAD}", "service", {"message": " "})

    (item,) = (await post.ask("GET", f"/api/notifications/recent/{LEAD}", LEAD)).json()
    assert (item["type"], item["status"], item["message"]) == (
        "APPROVAL_STATUS_CHANGED",
        "APPROVED",
        "승인되었습니다",
    )
    assert (nobody.status_code, nobody.json()["error"]) == (404, "Employee not found: 77")
    assert (empty.status_code, empty.json()["message"]) == (400, "메시지는 필수입니다")


@pytest.mark.parametrize("base", ["/api", ""])
@pytest.mark.parametrize(
    ("method", "path", "statuses"),
    # nobody, a service, staff, admin, an account that is no employee
    [
        ("POST", "/notifications/send", (401, 200, 403, 200, 403)),
        ("POST", f"/notifications/send/{LEAD}", (401, 200, 403, 403, 403)),
        ("GET", "/notifications/health", (200, 200, 200, 200, 200)),
        ("GET", f"/notifications/recent/{LEAD}", (401, 403, 200, 403, 403)),
    ],
)
async def test_every_classic_route_is_open_to_exactly_those_it_is_for(
    post: PostOffice, base: str, method: str, path: str, statuses: tuple[int, ...]
) -> None:
    await post.employ(LEAD)
    body = {"message": "알립니다"} if method == "POST" else None
    asked = [
        await post.ask(method, base + path, None, body),
        await post.ask(method, base + path, "service", body),
        await post.ask(method, base + path, LEAD, body),
        await post.ask(method, base + path, CHIEF, body, x_roles="staff,admin"),
        await post.ask(method, base + path, "guest", body, x_roles="buyer"),
    ]

    assert tuple(answer.status_code for answer in asked) == statuses


async def test_nobody_polls_anothers_inbox(post: PostOffice) -> None:
    await post.hear(post.waiting(LEAD))
    refused = await post.ask("GET", f"/api/notifications/recent/{LEAD}", CHIEF)

    assert (refused.status_code, refused.json()["error"]) == (403, "권한이 없습니다")


async def test_the_health_text_is_what_it_always_was(post: PostOffice) -> None:
    assert (await post.ask("GET", "/notifications/health", None)).text == "Notification Service is running"


async def test_pages_lead_on_in_both_directions_without_gap_or_repeat(post: PostOffice) -> None:
    for _ in range(25):
        await post.hear(post.waiting(LEAD))

    async def walk(query: str) -> list[int]:
        seen: list[int] = []
        cursor = ""
        while True:
            page = (await post.ask("GET", f"{V2}?limit=10{query}{cursor}", LEAD)).json()
            seen += [item["seq"] for item in page["items"]]
            if page["nextCursor"] is None:
                return seen
            cursor = f"&cursor={page['nextCursor']}"

    assert await walk("") == list(range(25, 0, -1))
    assert await walk("&after=4") == list(range(5, 26))
    await post.ask("POST", f"{V2}/ack", LEAD, {"seq": 20})
    assert await walk("&unread=true") == [25, 24, 23, 22, 21]
    assert await walk("&unread=true&after=22") == [23, 24, 25]
    for bad in ("limit=0", "limit=101", "after=-1", "cursor=x", "locale=fr"):
        assert (await post.ask("GET", f"{V2}?{bad}", LEAD)).status_code in (400, 422)


async def test_what_was_read_stays_read_and_is_counted(post: PostOffice) -> None:
    for _ in range(5):
        await post.hear(post.waiting(LEAD, CHIEF))
    one = await post.ask("POST", f"{V2}/3/read", LEAD, {})
    again = await post.ask("POST", f"{V2}/3/read", LEAD, {})
    upto = await post.ask("POST", f"{V2}/ack", LEAD, {"seq": 2})
    beyond = await post.ask("POST", f"{V2}/ack", CHIEF, {"seq": 10**9})
    missing = await post.ask("POST", f"{V2}/99/read", LEAD, {})

    assert [each.json() for each in (one, again, upto)] == [
        {"seq": 3, "unread": 4},
        {"seq": 3, "unread": 4},
        {"seq": 2, "unread": 2},
    ]
    assert beyond.json() == {"seq": 5, "unread": 0}
    assert (missing.status_code, missing.json()["code"]) == (404, "not-found")
    assert [item["read"] for item in await post.inbox(LEAD)] == [False, False, True, True, True]
    assert (await post.ask("POST", f"{V2}/read-all", LEAD, {})).json() == {"seq": 5, "unread": 0}
    await post.hear(post.waiting(LEAD))
    assert (await post.ask("GET", V2, LEAD)).json()["unread"] == 1


async def test_commands_need_a_key_and_replay_the_same_bytes(post: PostOffice) -> None:
    await post.hear(post.waiting(LEAD))
    headers = {"x-who": str(LEAD)}
    bare = await post.http.post(f"{V2}/ack", json={"seq": 1}, headers=headers)
    first, again = [
        await post.ask("POST", f"{V2}/ack", LEAD, {"seq": 1}, idempotency_key="k") for _ in range(2)
    ]

    assert (bare.status_code, bare.json()["code"]) == (400, "idempotency-key-required")
    assert first.content == again.content and again.headers["idempotent-replayed"] == "true"


async def test_preferences_are_kept_by_version_and_never_silence_what_asks_to_act(post: PostOffice) -> None:
    path = f"{V2}/preferences"
    fresh = await post.ask("GET", path, LEAD)
    wanted = {"muted": ["REWARD", "COMMENT", "REWARD"], "quietHours": {"begin": "22:00", "end": "07:00"}}
    kept = await post.ask("PUT", path, LEAD, wanted, if_match=fresh.headers["etag"])
    late = await post.ask("PUT", path, LEAD, {"muted": []}, if_match=fresh.headers["etag"])
    blind = await post.ask("PUT", path, LEAD, wanted)

    assert (fresh.headers["etag"], fresh.json()["muted"], fresh.json()["quietHours"]) == ('"v0"', [], None)
    assert {"kind": "APPROVAL_WAITING", "mutable": False, "urgent": True} in fresh.json()["kinds"]
    assert (kept.json()["muted"], kept.headers["etag"]) == (["COMMENT", "REWARD"], '"v1"')
    assert (await post.ask("GET", path, LEAD)).json() == kept.json()
    assert (late.status_code, late.json()["code"]) == (412, "stale-version")
    assert (blind.status_code, blind.json()["code"]) == (428, "precondition-required")
    for body, code in (
        ({"muted": ["APPROVAL_WAITING"]}, "unknown-kind"),
        ({"muted": ["NOISE"]}, "invalid"),
        ({"quietHours": {"begin": "7:00", "end": "25:00"}}, "invalid"),
        ({"quietHours": {"begin": "07:00", "end": "07:00"}}, "invalid"),
    ):
        refused = await post.ask("PUT", path, LEAD, body, if_match='"v1"')
        assert (refused.status_code, refused.json()["code"]) == (422, code)


async def test_the_modern_routes_are_for_employees(post: PostOffice) -> None:
    for method, path in (
        ("GET", ""),
        ("POST", "/ack"),
        ("POST", "/read-all"),
        ("POST", "/1/read"),
        ("GET", "/preferences"),
        ("PUT", "/preferences"),
    ):
        body = {"seq": 1} if path == "/ack" else {}
        for who, status in ((None, 401), ("service", 403), ("guest", 403)):
            answer = await post.ask(method, f"{V2}{path}", who, body, if_match='"v0"')
            assert answer.status_code == status, (method, path, who)
