"""The page of the application: the same for every address of it, with a policy that allows nothing inline."""

import re
from pathlib import Path

import httpx
import pytest

from maru.main import CHECKOUT_WEB, WEB
from tests.command.server import Server

BUILT = next((folder for folder in (WEB, CHECKOUT_WEB) if Path(folder, "index.html").is_file()), None)


@pytest.fixture
def browser(server: Server) -> httpx.Client:
    assert BUILT is not None, "the web application is not built: make web"
    return server.caller()


@pytest.mark.parametrize("path", ["/", "/erp/anything", "/erp/documents/1?tab=history", "/sign-in"])
def test_every_address_of_the_application_is_its_page(browser: httpx.Client, path: str) -> None:
    with browser:
        answer = browser.get(path)

    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert '<div id="root"' in answer.text
    policy = answer.headers["content-security-policy"]
    nonce = re.search(r"'nonce-([0-9a-f]{32})'", policy)
    assert nonce is not None and nonce[1] in answer.text
    assert "__CSP_NONCE__" not in answer.text
    assert "unsafe" not in policy
    for said in ("default-src 'none'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert said in policy


def test_each_page_has_its_own_nonce(browser: httpx.Client) -> None:
    with browser:
        policies = {browser.get("/").headers["content-security-policy"] for _ in range(5)}

    assert len(policies) == 5


def test_its_files_are_there_and_nothing_inline_stands_in_the_page(browser: httpx.Client) -> None:
    with browser:
        page = browser.get("/").text
        files = re.findall(r'(?:src|href)="(/[^"]+)"', page)
        assert files
        for file in files:
            answer = browser.get(file)
            assert answer.status_code == 200, file
            assert answer.headers["x-content-type-options"] == "nosniff"
            if "/assets/" in file:
                assert "immutable" in answer.headers["cache-control"]

    assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>", page)
    assert not re.search(r"\bon[a-z]+\s*=", page)
    assert "<style" not in page and " style=" not in page


@pytest.mark.parametrize(
    "path",
    [
        "/api/nothing",
        "/api/v2/erp/nothing",
        "/ws/nothing",
        "/rpc/nothing",
        "/missing.js",
        "/assets/%2e%2e/%2e%2e/%2e%2e/pyproject.toml",
    ],
)
def test_what_is_no_page_is_not_answered_with_one(browser: httpx.Client, path: str) -> None:
    with browser:
        answer = browser.get(path)

    assert answer.status_code == 404
    assert "code" in answer.json()
