"""The door: by password, by card, and for those whose work has no pages here."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.house import DESK, PHONE, House
from tests.browser.reading import accessible, fits, one_language
from tests.browser.words import Words
from tests.journeys.house import DOMAIN, PASSWORD


@pytest.mark.parametrize(("language", "width"), [("ko", PHONE), ("en", DESK)])
def test_a_wrong_password_keeps_what_was_typed_and_the_right_one_leads_on(
    house: House, language: str, width: int
) -> None:
    say = Words(language)
    with house.window(None, language, width) as window:
        page = window.page
        window.go("/erp/notifications?unread=1")
        expect(page.get_by_role("heading", name=say("identity:signIn.title"), level=1)).to_be_visible()
        one_language(window)
        accessible(window)
        page.get_by_label(say("identity:field.email")).fill(f"staff@{DOMAIN}")
        page.get_by_label(say("identity:field.password"), exact=True).fill("not-the-password")
        page.get_by_role("button", name=say("identity:signIn.title"), exact=True).click()
        expect(page.get_by_role("alert")).to_contain_text(say("identity:signIn.failed"))
        expect(page.get_by_label(say("identity:field.email"))).to_have_value(f"staff@{DOMAIN}")
        window.expected("401")
        page.get_by_label(say("identity:field.password"), exact=True).fill(PASSWORD)
        page.get_by_role("button", name=say("identity:signIn.title"), exact=True).click()
        expect(page).to_have_url(re.compile(r"/erp/notifications\?unread=1$"))
        window.settled()
        fits(window)


def test_a_card_opens_the_demo_and_only_systems_with_pages_have_cards(house: House) -> None:
    with house.window(None) as window:
        page = window.page
        window.go("/sign-in")
        cards = page.get_by_role("region", name="체험 계정")
        expect(cards.get_by_role("button", name=re.compile("김하늘"))).to_be_visible()
        expect(cards.get_by_role("heading", level=3)).to_have_text(["전자결재·인사"])
        cards.get_by_role("button", name=re.compile("김하늘")).click()
        expect(page.get_by_role("button", name="김하늘 계정 메뉴")).to_be_visible()


@pytest.mark.parametrize("language", ["ko", "en"])
def test_an_account_whose_system_has_no_pages_is_told_so(house: House, language: str) -> None:
    say = Words(language)
    with house.window("vet", language, PHONE) as window:
        page = window.page
        window.go("/")
        clinic = say("app:system.clinic.name")
        expect(page.get_by_text(say("app:launcher.unbuilt", names=clinic))).to_be_visible()
        one_language(window)
        accessible(window)
        page.get_by_role("button", name=say("app:launcher.otherAccount")).click()
        expect(page.get_by_role("heading", name=say("identity:signIn.title"), level=1)).to_be_visible()
