"""A browser of this package's own, and the product it looks at."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.house import House
from tests.journeys.house import serving

ROOT = Path(__file__).resolve().parents[2]
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking"]


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Closed with the package: its event loop would stand in the way of other tests' own."""
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        pytest.skip("install Chromium")
    if not (ROOT / "web/dist/index.html").is_file():
        subprocess.run(["make", "web"], cwd=ROOT, check=True)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="package")
def house(browser: Browser) -> Iterator[House]:
    """A demo company for tests that leave it as they found it."""
    with serving("browser") as server:
        opened = House(browser, server.address)
        yield opened
        opened.close()


@pytest.fixture
def fresh(browser: Browser, request: pytest.FixtureRequest) -> Iterator[House]:
    """A demo company of this test alone."""
    name = "".join(letter if letter.isalnum() else "-" for letter in request.node.name)
    with serving(name) as server:
        opened = House(browser, server.address)
        yield opened
        opened.close()
