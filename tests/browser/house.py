"""Windows into the product: who looks, in which language, how wide."""

import json
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import httpx
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect
from playwright.sync_api import Error as PlaywrightError

from tests.journeys.house import DOMAIN, PASSWORD

DESK: Final = 1440
PHONE: Final = 390
NARROW: Final = 360
HEIGHTS: Final = {DESK: 900, PHONE: 844, NARROW: 740}
LOCALES: Final = {"ko": "ko-KR", "en": "en-US"}
MILLISECONDS: Final = 15_000

# A visitor's browser asks who is signed in; that nobody is stands in its console whatever the page does.
EXPECTED: Final = re.compile(r"/api/auth/me\b")

WATCH: Final = """
  window.__violations = [];
  document.addEventListener("securitypolicyviolation", (event) =>
    window.__violations.push([event.effectiveDirective, event.blockedURI, event.sourceFile].join(" ")));
"""


@dataclass
class Window:
    """One page of one person. What its console, its policy and its server say is kept."""

    page: Page
    address: str
    language: str
    faults: list[str] = field(default_factory=list)
    answers: list[Request] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        self.page.on("requestfinished", self._finished)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not EXPECTED.search(message.location.get("url", "")):
            self.faults.append(f"{message.type}: {message.text} ({message.location.get('url')})")

    def _finished(self, request: Request) -> None:
        if request.resource_type in ("fetch", "xhr"):
            self.answers.append(request)

    def go(self, path: str) -> None:
        self.answers.clear()
        self.page.goto(self.address + path)
        self.settled()

    def settled(self) -> None:
        """Drawn: a heading stands, and nothing says that it is still loading."""
        expect(self.page.locator("main h1").first).to_be_visible(timeout=MILLISECONDS)
        expect(self.page.locator("[aria-busy=true]")).to_have_count(0, timeout=MILLISECONDS)

    def expected(self, *signs: str) -> None:
        """Complaints that hold one of these signs belong to the story; each sign must have been seen."""
        unseen = [sign for sign in signs if not any(sign in fault for fault in self.faults)]
        assert not unseen, f"the console does not speak of {unseen}: {self.faults}"
        self.faults = [fault for fault in self.faults if not any(sign in fault for sign in signs)]

    def forgive(self, sign: str) -> None:
        """Complaints of what the story itself has broken, however often they came."""
        self.faults = [fault for fault in self.faults if sign not in fault]

    def well(self) -> None:
        """Nothing has gone wrong since the last look."""
        violations = self.page.evaluate("window.__violations.splice(0)")
        faults, self.faults = self.faults, []
        assert not violations, f"{self.page.url} breaks its policy: {violations}"
        assert not faults, f"{self.page.url} complains: {faults}"

    def heard(self) -> list[Any]:
        """What the server has answered to the page that is shown, decoded."""
        found = list[Any]()
        for asked in self.answers:
            try:
                answer = asked.response()
                if answer is not None and "json" in answer.headers.get("content-type", ""):
                    found.append(json.loads(answer.body()))
            except (PlaywrightError, ValueError):  # of a page that has gone
                continue
        return found


@dataclass
class House:
    browser: Browser
    address: str
    callers: dict[str, httpx.Client] = field(default_factory=dict)

    @contextmanager
    def window(
        self,
        who: str | None,
        language: str = "ko",
        width: int = DESK,
        *,
        scheme: str = "light",
        **more: Any,
    ) -> Iterator[Window]:
        """A window of a person who has signed in, or of a visitor; when it is closed it must have been well."""
        context = self.browser.new_context(
            base_url=self.address,
            locale=LOCALES[language],
            timezone_id="Asia/Seoul",
            viewport={"width": width, "height": HEIGHTS.get(width, 900)},
            has_touch=width < 600,
            color_scheme="dark" if scheme == "dark" else "light",
            reduced_motion="reduce",
            **more,
        )
        context.set_default_timeout(MILLISECONDS)
        context.add_init_script(WATCH)
        try:
            if who is not None:
                self.sign_in(context, who)
            window = Window(context.new_page(), self.address, language)
            yield window
            window.well()
        finally:
            context.close()

    @contextmanager
    def tab(self, beside: Window) -> Iterator[Window]:
        """Another tab of the same browser."""
        window = Window(beside.page.context.new_page(), self.address, beside.language)
        yield window
        window.well()
        window.page.close()

    def caller(self, who: str) -> httpx.Client:
        """A person's program, for what others do while somebody looks."""
        if who not in self.callers:
            caller = httpx.Client(
                base_url=self.address, headers={"x-maru-csrf": "1"}, trust_env=False, timeout=30
            )
            answer = caller.post("/api/auth/login", json={"email": f"{who}@{DOMAIN}", "password": PASSWORD})
            assert answer.is_success, answer.text
            self.callers[who] = caller
        return self.callers[who]

    def close(self) -> None:
        for caller in self.callers.values():
            caller.close()

    def sign_in(self, context: BrowserContext, who: str) -> None:
        """As the demo card does."""
        answer = context.request.post(
            "/api/auth/demo",
            data={"email": f"{who}@{DOMAIN}"},
            headers={
                "X-Maru-Csrf": "1",
                "Idempotency-Key": secrets.token_hex(16),
                "Origin": self.address,
            },
        )
        assert answer.ok, f"{who} cannot sign in: {answer.status} {answer.text()}"
