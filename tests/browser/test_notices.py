"""What arrives while somebody looks: at the bell, in the list, after a broken line, and what they want to hear."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, WebSocketRoute, expect

from tests.browser.house import DESK, PHONE, House, Window
from tests.browser.words import Words

V2 = "/api/v2/erp/notifications"
AT_ONCE = 2_000  # the promise: within two seconds, without a reload
BACK = 10_000


@pytest.fixture
def announce(house: House) -> Callable[[str], None]:
    """The administrator tells everybody."""
    admin = house.caller("admin")

    def tell(message: str) -> None:
        answer = admin.post("/api/notifications/send", json={"message": message})
        assert answer.is_success, answer.text

    return tell


def unread(page: Page) -> int:
    return int(page.request.get(f"{V2}?limit=1").json()["unread"])


def bell(page: Page, say: Words, count: int) -> Locator:
    name = say("menu:notifications.bellCount", count=count) if count else say("menu:notifications.bell")
    return page.get_by_role("banner").get_by_role("button", name=name, exact=True)


def listed(window: Window, text: str) -> Locator:
    return window.page.get_by_role("main").get_by_role("listitem").filter(has_text=text)


@pytest.mark.parametrize(("language", "width"), [("ko", DESK), ("en", PHONE)])
def test_what_arrives_is_listed_and_counted_without_a_reload(
    house: House, announce: Callable[[str], None], language: str, width: int
) -> None:
    say, text = Words(language), f"전산 점검 {language}"
    with house.window("staff", language, width) as window:
        page = window.page
        window.go("/erp/notifications")
        expect(page.get_by_text(say("notifications:live.connected"))).to_be_visible()
        count = unread(page)
        expect(bell(page, say, count)).to_be_visible()
        page.evaluate("window.__mark = true")

        announce(text)
        expect(listed(window, text)).to_be_visible(timeout=AT_ONCE)
        expect(bell(page, say, count + 1)).to_be_visible(timeout=AT_ONCE)
        today = page.get_by_role("region", name=re.compile(say("notifications:today")))
        expect(today.get_by_role("listitem").first).to_contain_text(text)

        row = listed(window, text)
        row.hover()
        row.get_by_role("button").click()
        expect(bell(page, say, count)).to_be_visible(timeout=AT_ONCE)
        expect(row.get_by_role("button")).to_have_count(0)
        assert page.evaluate("window.__mark")


def test_a_notice_leads_to_its_document_and_is_read_by_that(house: House) -> None:
    with house.window("lead") as window:
        page, say = window.page, Words("ko")
        window.go("/erp/notifications?unread=1")
        count = unread(page)
        row = listed(window, "결재 대기").first
        words = row.get_by_role("link").inner_text()
        row.get_by_role("link").click()
        expect(page).to_have_url(re.compile(r"/erp/documents/[0-9a-f-]{36}$"))
        window.settled()
        expect(page.get_by_role("main")).to_contain_text(words.split("–")[0].split("\n")[-1].strip())
        expect(bell(page, say, count - 1)).to_be_visible()


def test_all_are_read_at_once_and_the_list_of_unread_ones_says_that_it_is_empty(house: House) -> None:
    with house.window("head", "ko", PHONE) as window:
        page, say = window.page, Words("ko")
        window.go("/erp/notifications")
        page.get_by_role("button", name="모두 읽음").click()
        expect(bell(page, say, 0)).to_be_visible()
        page.get_by_role("radiogroup", name=say("notifications:filter")).get_by_text("읽지 않음").click()
        expect(page.get_by_text("읽지 않은 알림이 없습니다")).to_be_visible()
        page.reload()
        window.settled()
        expect(page.get_by_text("읽지 않은 알림이 없습니다")).to_be_visible()
        page.get_by_role("button", name=say("notifications:showAll")).click()
        expect(page.get_by_role("main").get_by_role("listitem").first).to_be_visible()


def test_somebody_who_never_got_any_reads_why(house: House) -> None:
    nothing: dict[str, Any] = {"items": [], "nextCursor": None, "unread": 0, "seq": 0}
    with house.window("staff") as window:
        window.page.route(f"**{V2}?**", lambda route: route.fulfill(json=nothing))
        window.go("/erp/notifications")
        expect(window.page.get_by_text("알림이 없습니다", exact=True)).to_be_visible()


def test_a_long_list_goes_on_by_itself(house: House) -> None:
    with house.window("finance") as window:
        rows = window.page.get_by_role("main").get_by_role("listitem")
        window.go("/erp/notifications")
        expect(rows.nth(30)).to_be_attached()
        seen = 0
        while (count := rows.count()) > seen:
            seen = count
            rows.last.scroll_into_view_if_needed()
            if window.page.get_by_role("button", name="더 보기").count():
                expect(rows.nth(seen)).to_be_attached()
        assert seen == window.page.request.get(f"{V2}?limit=1").json()["seq"]


def test_a_broken_line_is_told_and_nothing_is_missed(house: House, announce: Callable[[str], None]) -> None:
    lines: list[WebSocketRoute] = []
    down = False

    def line(route: WebSocketRoute) -> None:
        if down:
            route.close(code=1012)
        else:
            route.connect_to_server()
            lines.append(route)

    with house.window("staff2") as window:
        page, say = window.page, Words("ko")
        page.route_web_socket(re.compile("/ws/"), line)
        window.go("/erp/notifications")
        state = page.get_by_role("status").filter(has_text="실시간 알림")
        expect(state).to_contain_text(say("notifications:live.connected"))

        down = True
        lines[-1].close(code=1012)
        expect(state).to_contain_text(say("notifications:live.lost"))
        announce("끊긴 동안의 공지")
        expect(listed(window, "끊긴 동안의 공지")).to_have_count(0)
        down = False
        expect(listed(window, "끊긴 동안의 공지")).to_be_visible(timeout=BACK)
        expect(state).to_contain_text(say("notifications:live.connected"))
        window.forgive("WebSocket")


@pytest.mark.parametrize("ticket", ["by ticket", "by cookie"])
def test_the_line_stands_by_a_ticket_and_without_one_by_the_cookie(
    house: House, announce: Callable[[str], None], ticket: str
) -> None:
    frames: list[str] = []
    with house.window("deputy") as window:
        page = window.page
        if ticket == "by cookie":
            problem = {"status": 503, "code": "overloaded"}
            page.route("**/api/auth/ticket", lambda route: route.fulfill(status=503, json=problem))
        page.on("websocket", lambda socket: socket.on("framesent", lambda frame: frames.append(str(frame))))
        window.go("/erp/notifications")
        expect(page.get_by_text("연결됨")).to_be_visible()
        (connect,) = (frame for frame in frames if "CONNECT" in frame)
        assert ("\nticket:" in connect) is (ticket == "by ticket")
        announce(f"공지 {ticket}")
        expect(listed(window, f"공지 {ticket}")).to_be_visible(timeout=AT_ONCE)
        if ticket == "by cookie":
            window.expected("503")


@pytest.mark.parametrize(("language", "width"), [("ko", PHONE), ("en", DESK)])
def test_what_somebody_wants_to_hear_is_kept_and_a_second_window_does_not_undo_it(
    house: House, language: str, width: int
) -> None:
    say = Words(language)
    save = say("notifications:prefs.save")
    with house.window("hr", language, width) as first, house.window("hr", language, width) as second:
        for window in (first, second):
            window.go("/erp/notifications/settings")
        page = first.page
        comments = page.get_by_role("switch", name=say("notifications:kind.COMMENT"))
        held = comments.is_checked()
        comments.set_checked(not held, force=True)
        quiet = page.get_by_role("switch", name=say("notifications:prefs.quietOn"))
        quiet.set_checked(True, force=True)
        page.get_by_label(say("notifications:prefs.begin"), exact=True).fill("23:00")
        page.get_by_label(say("notifications:prefs.end"), exact=True).fill("23:00")
        expect(page.get_by_text(say("notifications:prefs.same"))).to_be_visible()
        expect(page.get_by_role("button", name=save)).to_be_disabled()
        end = "06:30" if language == "ko" else "06:45"
        page.get_by_label(say("notifications:prefs.end"), exact=True).fill(end)
        page.get_by_role("button", name=save).click()
        expect(page.get_by_text(say("notifications:prefs.saved"))).to_be_visible()
        page.reload()
        first.settled()
        expect(comments).to_be_checked(checked=not held)
        expect(page.get_by_label(say("notifications:prefs.end"), exact=True)).to_have_value(end)

        late = second.page
        late.get_by_role("switch", name=say("notifications:kind.REWARD")).set_checked(False, force=True)
        late.get_by_role("button", name=save).click()
        late.get_by_role("button", name=say("shared:stale.reload")).click()
        expect(late.get_by_role("switch", name=say("notifications:kind.COMMENT"))).to_be_checked(
            checked=not held
        )
        second.expected("412")


def test_every_link_that_a_notice_carries_leads_to_a_page(house: House) -> None:
    """Whatever the demo company has been told of: each shape of link once."""
    links: dict[str, Any] = {}
    for who in ("staff", "staff2", "lead", "deputy", "finance", "hr"):
        found = house.caller(who).get(f"{V2}?limit=100").json()["items"]
        links.update({re.sub(r"[0-9a-f-]{36}", "*", link): (who, link) for link in _links(found)})
    assert "/erp/documents/*" in links and "/erp/quests/manage" in links
    for who, link in links.values():
        with house.window(who) as window:
            window.go(link)
            title = window.page.locator("main h1").first
            expect(title).not_to_have_text(re.compile("찾을 수 없음|권한 없음|오류"))


def _links(notices: list[dict[str, Any]]) -> list[str]:
    return [each["link"] for each in notices if each["link"]]
