"""아침: arriving, a quest and its one reward from two tabs, and an evening that was forgotten."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.house import DESK, PHONE, House, Window
from tests.browser.reading import accessible, fits, one_language
from tests.browser.words import Words

V2 = "/api/v2/erp"
LATER = 20_000
SIZES = [("ko", PHONE, DESK), ("en", DESK, PHONE)]


def looked_at(window: Window) -> None:
    one_language(window)
    accessible(window)


def pressed(place: Page | Locator, name: str) -> None:
    place.get_by_role("button", name=name, exact=True).click()


def section(page: Page, title: str) -> Locator:
    heading = page.get_by_role("heading", name=title, exact=True)
    return page.get_by_role("main").locator("section").filter(has=heading)


def told(window: Window, say: Words, text: str) -> None:
    """A notice with this text has come to the bell; it is opened from there."""
    bell = re.compile(f"^{re.escape(say('menu:notifications.bell'))}")
    window.page.get_by_role("banner").get_by_role("button", name=bell).click()
    window.page.get_by_role("dialog").get_by_role("link").filter(has_text=text).first.click(timeout=LATER)
    window.settled()


def reward(window: Window) -> float:
    buckets = window.page.request.get(f"{V2}/leave/balances").json()["buckets"]
    return float(next(each["available"] for each in buckets if each["bucket"] == "REWARD"))


@pytest.mark.parametrize(("language", "width"), [("ko", PHONE), ("en", DESK)])
def test_arriving_counts_towards_the_reward_and_leaving_ends_the_day(
    fresh: House, language: str, width: int
) -> None:
    say = Words(language)
    with fresh.window("staff", language, width) as window:
        page = window.page
        window.go("/erp")
        card = section(page, say("attendance:card.title"))
        expect(card).to_contain_text(say("attendance:card.before"))
        pressed(card, say("attendance:card.in"))
        expect(card).to_contain_text(say("attendance:card.open"))
        progress = page.request.get(f"{V2}/attendance/progress").json()
        expect(card).to_contain_text(f"{progress['count']}/{progress['target']}")
        looked_at(window)
        pressed(card, say("attendance:card.out"))
        expect(card.get_by_role("button")).to_have_count(0)
        page.reload()
        window.settled()
        expect(card.get_by_role("button")).to_have_count(0)


@pytest.mark.parametrize(("language", "width", "other"), SIZES)
def test_a_quest_is_taken_reported_approved_elsewhere_and_rewarded_once_from_two_tabs(
    fresh: House, language: str, width: int, other: int
) -> None:
    say, title = Words(language), "사내 기술 세미나 발표"
    with fresh.window("staff", language, width) as staff, fresh.window("lead", language, other) as lead:
        lead.go("/erp")
        page = staff.page
        staff.go("/erp/quests")
        offered = page.get_by_role("listitem").filter(has_text=title)
        pressed(offered, say("quests:accept"))
        mine = section(page, say("quests:mine")).get_by_role("listitem").filter(has_text=title)
        expect(mine).to_contain_text(say("quests:state.IN_PROGRESS"))
        pressed(mine, say("quests:complete"))
        expect(mine).to_contain_text(say("quests:state.WAITING_APPROVAL"))
        looked_at(staff)

        told(lead, say, title)
        expect(lead.page).to_have_url(re.compile("/erp/quests/manage$"))
        quest = section(lead.page, title)
        pressed(quest, say("quests:approve"))
        sheet = lead.page.get_by_role("dialog")
        looked_at(lead)
        pressed(sheet, say("quests:approve"))
        expect(quest).to_contain_text(say("quests:state.APPROVED"))

        claim = mine.get_by_role("button", name=say("quests:claim"))
        expect(claim).to_be_visible(timeout=LATER)
        with fresh.tab(staff) as twin:
            twin.go("/erp/quests")
            second = section(twin.page, say("quests:mine")).get_by_role("listitem").filter(has_text=title)
            again = second.get_by_role("button", name=say("quests:claim"))
            expect(again).to_be_visible()
            before = reward(staff)
            claim.click()
            again.click()
            for each in (mine, second):
                expect(each).to_contain_text(say("quests:state.CLAIMED"))
            expect(twin.page.get_by_text(say("quests:overtaken"))).to_be_visible()
            twin.forgive("409")
        staff.go("/erp/leave")
        label = page.get_by_role("main").get_by_text(say("leave:bucket.REWARD"), exact=True).first
        had = say("shared:days", value=f"{before + 0.5:g}", count=2)
        expect(label.locator("xpath=following-sibling::*[1]")).to_have_text(had, timeout=LATER)
        if width == PHONE:
            fits(staff)


def to_correct(house: House) -> dict[str, Any]:
    """The last evening that was forgotten, or, after days off for everybody, the last day that was worked."""
    days = list[dict[str, Any]]()
    staff2 = house.caller("staff2")
    month = staff2.get(f"{V2}/attendance/days").json()
    days += month["items"]
    if month["today"][8:] < "06":
        year, number = map(int, month["month"].split("-"))
        last = f"{year - (number == 1)}-{(number - 2) % 12 + 1:02}"
        days += staff2.get(f"{V2}/attendance/days", params={"month": last}).json()["items"]
    past = [day for day in sorted(days, key=lambda day: day["date"]) if day["date"] < month["today"]]
    forgotten = [day for day in past if day["state"] == "MISSED"]
    worked = [day for day in past if day["state"] == "COMPLETED"]
    return (forgotten or worked)[-1]


@pytest.mark.parametrize(("language", "width", "other"), SIZES)
def test_a_forgotten_evening_is_corrected_by_request(
    fresh: House, language: str, width: int, other: int
) -> None:
    say, day = Words(language), to_correct(fresh)["date"]
    with fresh.window("staff2", language, width) as staff, fresh.window("lead", language, other) as lead:
        lead.go("/erp")
        page = staff.page
        staff.go(f"/erp/attendance?month={day[:7]}")
        looked_at(staff)
        named = page.evaluate(
            "([day, locale, month]) => new Intl.DateTimeFormat(locale, {month, day: 'numeric', weekday: 'short',"
            " timeZone: 'UTC'}).format(new Date(day))",
            [day, {"ko": "ko-KR", "en": "en-US"}[language], "numeric" if language == "ko" else "short"],
        )
        pressed(page, say("attendance:correction.titleOf", day=named))
        sheet = page.get_by_role("dialog")
        sheet.get_by_label(say("attendance:checkOut"), exact=True).fill("18:20")
        sheet.get_by_label(say("attendance:correction.reason")).fill("퇴근할 때 체크를 잊었습니다.")
        looked_at(staff)
        pressed(sheet, say("attendance:correction.submit"))
        expect(sheet).to_be_hidden()
        expect(page.get_by_role("main")).to_contain_text(say("attendance:state.provisional"))

        told(lead, say, day)
        expect(lead.page).to_have_url(re.compile("/erp/attendance/decisions$"))
        looked_at(lead)
        pressed(lead.page, say("attendance:decisions.APPROVE"))
        pressed(lead.page.get_by_role("dialog"), say("attendance:decisions.APPROVE"))
        expect(lead.page.get_by_text(say("attendance:decisions.none"))).to_be_visible()

        told(staff, say, day)
        expect(page).to_have_url(re.compile("/erp/attendance/corrections$"))
        expect(page.get_by_role("main")).to_contain_text(say("attendance:correction.state.APPROVED"))
        looked_at(staff)
        if width == PHONE:
            fits(staff)
