"""Every page of every feature, as those see it who may: readable, reachable, in one language, and quiet."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.house import DESK, PHONE, House, Window
from tests.browser.reading import accessible, fits, one_language
from tests.browser.words import Words

FEATURES = Path(__file__).resolve().parents[2] / "web/src/features"
PEOPLE = ("staff", "lead", "hr", "admin")
V2 = "/api/v2/erp"

# Where an address names a thing: where one of them is found, and what names it there.
THINGS = {
    "/erp/documents/$id": (f"{V2}/boxes/progress", "documentId"),
    "/erp/drafts/$id": (f"{V2}/boxes/drafts", "documentId"),
    "/erp/people/$id": (f"{V2}/employees", "id"),
}
NAMES = {"/erp/boxes/$box": "progress"}


def pages() -> Iterator[str]:
    for manifest in sorted(FEATURES.glob("*/feature.ts")):
        yield from re.findall(r'\bpath:\s*"(/[^"]*)"', manifest.read_text())


def address(window: Window, path: str) -> str:
    if "$" not in path:
        return path
    if path in NAMES:
        thing = NAMES[path]
    else:
        where, name = THINGS[path]
        thing = str(window.page.request.get(where).json()["items"][0][name])
    return re.sub(r"\$\w+", thing, path)


def open_for_anybody(path: str) -> bool:
    return path.startswith(("/sign-", "/reset-"))


def entered(window: Window, path: str) -> bool:
    """False where the page is not for this person."""
    window.go(address(window, path))
    title = window.page.locator("main h1").first.inner_text()
    say = Words(window.language)
    assert title not in (say("app:pages.missing"), say("app:pages.broken")), window.page.url
    return title != say("app:pages.forbidden")


@pytest.mark.parametrize("path", list(pages()))
def test_the_page_can_be_read_and_used_by_everybody_who_may_see_it(house: House, path: str) -> None:
    for who in (None,) if open_for_anybody(path) else PEOPLE:
        with house.window(who, "ko", DESK) as window:
            if not entered(window, path):
                continue
            one_language(window)
            accessible(window)
        with house.window(who, "en", PHONE, scheme="dark") as window:
            assert entered(window, path)
            one_language(window)
            accessible(window)
            fits(window)
        return
    pytest.fail(f"nobody of the demo company may see {path}")


def test_what_a_page_must_not_do_is_noticed(house: House) -> None:
    """The controls: a page with each of the faults is found out."""
    with house.window("staff", "en", PHONE) as window:
        window.go("/erp/notifications/settings")
        page = window.page
        page.evaluate("document.querySelector('main').append('오류가 발생했습니다')")
        with pytest.raises(AssertionError, match="another language"):
            one_language(window)
        page.evaluate("document.querySelector('main').innerHTML = '<button></button><h1>Title</h1>'")
        with pytest.raises(AssertionError, match="button-name"):
            accessible(window)
        page.evaluate("document.querySelector('h1').style.width = '500px'")
        with pytest.raises(AssertionError, match="390 px"):
            fits(window)
        page.evaluate(
            "document.body.append(Object.assign(document.createElement('script'), {textContent: '1'}))"
        )
        expect(page.locator("body > script")).to_have_count(1)
        with pytest.raises(AssertionError, match="policy"):
            window.well()
        page.evaluate("console.error('broken')")
        with pytest.raises(AssertionError, match="complains"):
            window.well()
        window.faults.clear()
