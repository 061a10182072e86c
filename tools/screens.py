"""Pictures of every page a role can reach, in both languages, at three widths, light and dark, and a contact sheet.

Pages are found as a person finds them, by the links on the pages before; of pages that differ in an id alone, one.
"""

import argparse
import html
import itertools
import os
import re
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, StorageState, sync_playwright

from tools.packages import VENV
from tools.system import BROWSERS
from tools.terminal import ROOT, say, stop

OUT = ROOT / "screens"
ROLES = ("visitor", "staff", "lead", "hr", "admin")
LANGUAGES = {"ko": "ko-KR", "en": "en-GB"}
WIDTHS = {1440: 900, 768: 1024, 390: 844}
SCHEMES = ("light", "dark")
MOST_PAGES = 40  # per role: a page that links to ever new pages must not keep this going
QUIET_MS = 400  # what a page may still draw after its last answer


@contextmanager
def served(password: str) -> Iterator[str]:
    """The address of a demo of its own, in a folder that is removed afterwards."""
    limits = ("MARU_LIMITS__API_PER_MIN", "MARU_LIMITS__API_BURST", "MARU_LIMITS__LOGIN_PER_MIN")
    with tempfile.TemporaryDirectory() as data:
        server = subprocess.Popen(
            [VENV / "bin" / "maru", "up", "--data", data, "--port", "0", "--no-open", "--seed", "demo"],
            env={**os.environ, "MARU_DEMO_PASSWORD": password, **dict.fromkeys(limits, "100000")},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        try:
            assert server.stdout is not None
            for line in server.stdout:
                if ready := re.match(r"Maru is ready at (\S+)", line):
                    yield ready[1]
                    break
            else:
                stop("Maru did not start: `maru up` says why.")
        finally:
            server.terminate()
            server.communicate()


def signed_in(browser: Browser, address: str, role: str, password: str) -> StorageState:
    context = browser.new_context()
    if role != "visitor":
        answer = context.request.post(
            f"{address}/api/auth/login",
            data={"email": f"{role}@demo.maru.example", "password": password},
            headers={"X-Maru-Csrf": "1", "Idempotency-Key": secrets.token_hex(16), "Origin": address},
        )
        if not answer.ok:
            stop(f"{role} cannot sign in: {answer.status} {answer.text()}")
    state = context.storage_state()
    context.close()
    return state


def found(context: BrowserContext, address: str) -> list[str]:
    """Paths reachable by links from the front page, one for each shape of address."""
    page, waiting, shapes, paths = context.new_page(), ["/"], {"/"}, list[str]()
    while waiting and len(paths) < MOST_PAGES:
        paths.append(path := waiting.pop(0))
        show(page, address + path)
        for link in links(page, menus=len(paths) <= 2):
            shape = "/".join("*" if re.search(r"\d", part) else part for part in link.split("/"))
            if shape not in shapes and not link.startswith(("/api/", "/docs")):
                shapes.add(shape)
                waiting.append(link)
    page.close()
    return paths


def links(page: Page, *, menus: bool) -> list[str]:
    """Where the page leads, with what its menus at the top lead to."""
    reads = ("a[href^='/']", "links => links.map(link => link.pathname)")
    read: list[str] = page.eval_on_selector_all(*reads)
    for button in page.locator("header [aria-haspopup]").all() if menus else ():
        button.click()
        page.wait_for_timeout(QUIET_MS)
        read += page.eval_on_selector_all(*reads)
        page.keyboard.press("Escape")
    return read


def show(page: Page, url: str) -> None:
    page.goto(url)
    page.wait_for_selector("main, form")
    page.wait_for_timeout(QUIET_MS)


def photograph(
    browser: Browser, address: str, role: str, state: StorageState, chosen: argparse.Namespace
) -> None:
    scout = browser.new_context(storage_state=state, locale=LANGUAGES["ko"])
    paths = found(scout, address)
    scout.close()
    for language, width, scheme in itertools.product(chosen.language, chosen.width, chosen.scheme):
        context = browser.new_context(
            storage_state=state,
            locale=LANGUAGES[language],
            timezone_id="Asia/Seoul",
            viewport={"width": width, "height": WIDTHS[width]},
            color_scheme="dark" if scheme == "dark" else "light",
            reduced_motion="reduce",
        )
        page = context.new_page()
        for path in paths:
            show(page, address + path)
            name = re.sub(r"[^\w-]+", "-", urlsplit(page.url).path.strip("/")) or "front"
            page.screenshot(path=OUT / f"{role}.{name}.{language}.{width}.{scheme}.png", full_page=True)
        context.close()
        say(f"  {role}: {len(paths)} pages, {language}, {width} px, {scheme}")


def contact_sheet(pictures: Sequence[Path]) -> None:
    figures = "".join(
        f'<figure><a href="{html.escape(each.name)}"><img loading="lazy" src="{html.escape(each.name)}"></a>'
        f"<figcaption>{html.escape(each.stem)}</figcaption></figure>"
        for each in pictures
    )
    style = "body{display:flex;flex-wrap:wrap;gap:16px;font:12px sans-serif}img{height:320px;border:1px solid #ccc}"
    (OUT / "index.html").write_text(f"<!doctype html><meta charset=utf-8><style>{style}</style>{figures}")


def main() -> None:
    asked = argparse.ArgumentParser(prog="make screens", description=__doc__)
    asked.add_argument("--role", action="append", choices=ROLES)
    asked.add_argument("--language", action="append", choices=LANGUAGES)
    asked.add_argument("--width", action="append", type=int, choices=WIDTHS)
    asked.add_argument("--scheme", action="append", choices=SCHEMES)
    chosen = asked.parse_args()
    for name, every in (("role", ROLES), ("language", LANGUAGES), ("width", WIDTHS), ("scheme", SCHEMES)):
        setattr(chosen, name, getattr(chosen, name) or list(every))
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        stop("Pictures need a Chromium or Chrome on PATH.")
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir()
    password = secrets.token_urlsafe(12)
    say("· Starting a demo …")
    with served(password) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        for role in chosen.role:
            photograph(browser, address, role, signed_in(browser, address, role, password), chosen)
        browser.close()
    contact_sheet(pictures := sorted(OUT.glob("*.png")))
    say(f"✓ {len(pictures)} pictures; look at {(OUT / 'index.html').relative_to(ROOT)}")


if __name__ == "__main__":
    main()
