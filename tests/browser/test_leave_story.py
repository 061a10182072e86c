"""연차: a leave from the draft to the printed paper, as three people live it in their browsers."""

import re
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

from tests.browser.house import DESK, PHONE, House, Window
from tests.browser.reading import accessible, fits, one_language
from tests.browser.words import Words
from tests.command.server import until
from tests.journeys.papers import today

V2 = "/api/v2/erp"
TOLD = 2_000  # the promise: within two seconds, without a reload
LATER = 20_000


def day_before_a_day_off(house: House) -> tuple[date, date]:
    """A work day some weeks ahead and the day off after it: two days that cost one."""
    staff = house.caller("staff")
    first = today() + timedelta(weeks=3)
    query = {"from": first.isoformat(), "to": (first + timedelta(days=42)).isoformat()}
    days = staff.get(f"{V2}/leave/calendar", params=query).json()["days"]
    off = {day["date"] for day in days if day["holiday"]}
    for each in days:
        day = date.fromisoformat(each["date"])
        after = day + timedelta(days=1)
        if day.weekday() < 5 and each["date"] not in off and (after.weekday() > 4 or str(after) in off):
            return day, after
    raise AssertionError("no such pair of days")


def granted(house: House) -> None:
    """Days that are live whenever this test runs."""
    staff = house.caller("staff").get("/api/auth/me").json()["employee_id"]
    grant = {"employeeId": staff, "bucket": "STATUTORY", "days": 5, "reason": "시험을 위한 부여"}
    key = {"idempotency-key": "granted-for-the-story"}
    answer = house.caller("hr").post(f"{V2}/leave/grants", json=grant, headers=key)
    assert answer.is_success, answer.text


def bell(page: Page, say: Words) -> Locator:
    named = re.compile(f"^{re.escape(say('menu:notifications.bell'))}")
    return page.get_by_role("banner").get_by_role("button", name=named)


def rung(window: Window, say: Words, text: str) -> Locator:
    """The notice at the bell that holds this text, once it has come."""
    bell(window.page, say).click()
    notice = window.page.get_by_role("dialog").get_by_role("link").filter(has_text=text).first
    expect(notice).to_be_visible(timeout=LATER)
    return notice


def balance(window: Window, say: Words) -> float:
    """What is left in all buckets, as the page says it large."""
    window.go("/erp/leave")
    main = window.page.get_by_role("main")
    kinds = ("STATUTORY", "REWARD", "COMPENSATORY", "COMPANY")
    labels = [main.get_by_text(say(f"leave:bucket.{kind}"), exact=True).first for kind in kinds]
    shown = [label.locator("xpath=following-sibling::*[1]") for label in labels if label.count()]
    return sum(float(re.sub(r"[^\d.]", "", each.inner_text())) for each in shown)


def looked_at(window: Window) -> None:
    one_language(window)
    accessible(window)


def decided(window: Window, say: Words) -> None:
    """승인, after the last look."""
    approve = say("approvals:move.APPROVE.name")
    window.page.get_by_role("main").get_by_role("button", name=approve, exact=True).click()
    sheet = window.page.get_by_role("dialog", name=approve)
    looked_at(window)
    sheet.get_by_role("button", name=approve, exact=True).click()
    expect(sheet).to_be_hidden()


@pytest.mark.parametrize(("language", "desk", "phone"), [("ko", DESK, PHONE), ("en", PHONE, DESK)])
def test_leave_is_drafted_decided_on_another_screen_and_by_a_substitute_told_and_printed(
    fresh: House, language: str, desk: int, phone: int, tmp_path: Path
) -> None:
    say, title = Words(language), "가족 여행으로 연차 신청"
    granted(fresh)
    day, after = day_before_a_day_off(fresh)
    with (
        fresh.window("staff", language, desk, accept_downloads=True) as staff,
        fresh.window("lead", language, phone) as lead,
        fresh.window("deputy", language, desk) as deputy,
    ):
        page = staff.page
        lead.go("/erp")
        deputy.go("/erp")

        had = balance(staff, say)
        staff.go(f"/erp/drafts/new?form=leave&startDate={day}&endDate={after}")
        expect(page).to_have_url(re.compile(r"/erp/drafts/[0-9a-f-]{36}$"))
        staff.settled()
        page.get_by_label(say("approvals:draft.title")).fill(title)
        page.get_by_label(say("approvals:forms.leave.fields.reason")).fill("가족 행사")
        page.get_by_role("button", name=say("approvals:draft.submit"), exact=True).click()

        before = page.get_by_role("dialog", name=say("approvals:preflight.title"))
        expect(before).to_contain_text("박서준")
        expect(before).to_contain_text("최지우")
        expect(before).to_contain_text("정민재")
        expect(before).to_contain_text(say("shared:days", value="1", count=1))
        looked_at(staff)
        before.get_by_role("button", name=say("approvals:draft.submit"), exact=True).click()
        expect(page).to_have_url(re.compile(r"/erp/documents/[0-9a-f-]{36}$"))
        staff.settled()
        looked_at(staff)
        paper = page.url

        rung(lead, say, title).click()
        expect(lead.page).to_have_url(paper)
        lead.settled()
        looked_at(lead)
        decided(lead, say)

        rung(deputy, say, title).click()
        expect(deputy.page).to_have_url(paper)
        deputy.settled()
        page.evaluate("window.__mark = true")
        heard = bell(page, say).get_attribute("aria-label") or ""
        decided(deputy, say)
        expect(bell(page, say)).not_to_have_attribute("aria-label", heard, timeout=TOLD)
        rung(staff, say, title)
        page.keyboard.press("Escape")
        assert page.evaluate("window.__mark")

        page.get_by_role("button", name=say("shared:stale.reload")).click()
        stamps = page.get_by_role("group", name=say("shared:line.caption"))
        expect(stamps).to_contain_text("정민재")
        expect(stamps).to_contain_text(say("shared:line.forWhom", name="최지우"))
        expect(page.get_by_role("main")).to_contain_text(re.compile(r"LV-\d\d-\d{6}"))
        looked_at(staff)
        with page.expect_download() as coming:
            page.get_by_role("button", name=say("approvals:document.pdf")).click()
        coming.value.save_as(tmp_path / "paper.pdf")
        printed = (tmp_path / "paper.pdf").read_bytes()
        text = "\n".join(sheet.extract_text() for sheet in PdfReader(BytesIO(printed)).pages)
        for promised in ("박서준", "최지우", "정민재", "SHA-256"):
            assert promised in text

        staff.go(f"/erp/leave/calendar?month={day:%Y-%m}")
        if desk == DESK:
            cell = page.get_by_role("cell").filter(has=page.locator(f"time[datetime='{day}']"))
            expect(cell).to_contain_text("김하늘")
        else:
            expect(page.get_by_role("listitem").filter(has_text="김하늘").first).to_be_visible()
        looked_at(staff)
        until(lambda: balance(staff, say) == had - 1)
        looked_at(staff)
        if desk == PHONE:
            fits(staff)
