"""The built web application: what is served, how it is kept by browsers, and what is not served."""

import gzip
from collections.abc import AsyncIterator
from pathlib import Path

import falcon.asgi
import httpx
import pytest

from maru.chassis.edge import Edge
from maru.chassis.limits import RateLimiter
from maru.chassis.static import WebApp
from maru.chassis.web import Principal, app

SCRIPT = "console.log('마루');" * 200
PAGE = '<!doctype html><meta name="nonce" content="__CSP_NONCE__"><style nonce="__CSP_NONCE__"></style>'


async def nobody(_: falcon.asgi.Request) -> Principal | None:
    return None


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    folder = tmp_path / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text(PAGE)
    (folder / "assets" / "app-1a2b.js").write_text(SCRIPT)
    (folder / "assets" / "font-3c4d.woff2").write_bytes(b"wOF2" + bytes(2000))
    (folder / "favicon.svg").write_text("<svg/>")
    (tmp_path / "secret.txt").write_text("secret")
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    return folder


@pytest.fixture
async def caller(dist: Path) -> AsyncIterator[httpx.AsyncClient]:
    made = app([], nobody, RateLimiter(10**6, 10**6))
    WebApp(dist).mount(made)
    served = Edge(made, version=b"{}")
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=served),  # type: ignore[arg-type]
        base_url="http://maru",
        headers={"accept-encoding": "identity"},
    ) as client:
        yield client


@pytest.mark.parametrize("path", ["/", "/erp/approvals/7", "/sign-in?next=/erp"])
async def test_every_address_of_the_application_gets_its_page(caller: httpx.AsyncClient, path: str) -> None:
    page = await caller.get(path)

    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["cache-control"] == "no-store"


async def test_each_page_has_a_nonce_of_its_own_that_its_policy_names(caller: httpx.AsyncClient) -> None:
    nonces = set()
    for _ in range(5):
        page = await caller.get("/")
        nonce = page.text.split('content="')[1].split('"')[0]
        policy = page.headers["content-security-policy"]
        assert f"style-src 'self' 'nonce-{nonce}'" in policy
        assert "unsafe" not in policy
        assert "script-src 'self';" in policy
        assert "__CSP_NONCE__" not in page.text
        assert len(nonce) == 32
        nonces.add(nonce)

    assert len(nonces) == 5


async def test_a_built_file_is_kept_for_ever_and_others_are_asked_for_again(
    caller: httpx.AsyncClient,
) -> None:
    built = await caller.get("/assets/app-1a2b.js")
    icon = await caller.get("/favicon.svg")

    assert built.text == SCRIPT
    assert built.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert built.headers["content-type"].startswith("text/javascript")
    assert icon.headers["cache-control"] == "no-cache"
    assert icon.headers["content-type"] == "image/svg+xml"
    assert built.headers["x-content-type-options"] == "nosniff"


async def test_a_file_that_is_known_is_not_sent_again(caller: httpx.AsyncClient) -> None:
    first = await caller.get("/favicon.svg")
    etag = first.headers["etag"]
    for known in (etag, f'"other", {etag}', f"W/{etag}", "*"):
        again = await caller.get("/favicon.svg", headers={"if-none-match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    changed = await caller.get("/favicon.svg", headers={"if-none-match": '"other"'})

    assert changed.status_code == 200


async def test_a_file_is_compressed_for_those_who_can_read_it(caller: httpx.AsyncClient) -> None:
    async def encoding(accepted: str, path: str = "/assets/app-1a2b.js") -> str | None:
        answer = await caller.get(path, headers={"accept-encoding": accepted})
        assert answer.headers["vary"] == "accept-encoding"
        found = answer.headers.get("content-encoding")
        return None if found is None else str(found)

    assert await encoding("gzip, br") == "gzip"
    assert await encoding("br") is None
    assert await encoding("br;q=1, gzip;q=0.5") == "gzip"
    assert await encoding("gzip;q=0, br") is None
    assert await encoding("br, gzip; q=0.0") is None
    assert await encoding("gzip", "/assets/font-3c4d.woff2") is None
    sent = await caller.send(
        caller.build_request("GET", "/assets/app-1a2b.js", headers={"accept-encoding": "gzip"}), stream=True
    )
    raw = b"".join([part async for part in sent.aiter_raw()])
    assert gzip.decompress(raw).decode() == SCRIPT
    assert len(raw) < len(SCRIPT) / 10


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/assets/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/%2e%2e%2fsecret.txt",
        "/assets/..%5c..%5csecret.txt",
        "/link.txt",
        "/.env",
        "/assets/missing.js",
        "/favicon.svg%00.js",
        "/index.html",
    ],
)
async def test_what_is_no_file_of_the_build_is_not_found(caller: httpx.AsyncClient, path: str) -> None:
    found = await caller.send(
        httpx.Request("GET", httpx.URL("http://maru").copy_with(raw_path=path.encode()))
    )

    assert found.status_code == 404
    assert "secret" not in found.text


@pytest.mark.parametrize("path", ["/api/nothing", "/api/v2/erp/nothing", "/ws/nothing", "/rpc/X/y"])
async def test_addresses_of_the_api_are_never_answered_with_the_page(
    caller: httpx.AsyncClient, path: str
) -> None:
    missing = await caller.get(path)

    assert missing.status_code == 404
    assert missing.json()["code"] == "not-found"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
async def test_the_application_is_only_read(caller: httpx.AsyncClient, method: str) -> None:
    assert (await caller.request(method, "/")).status_code in (404, 405)


async def test_a_head_tells_the_same_without_the_body(caller: httpx.AsyncClient) -> None:
    head, get = await caller.head("/assets/app-1a2b.js"), await caller.get("/assets/app-1a2b.js")

    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["etag"] == get.headers["etag"]


async def test_without_a_build_the_api_is_served_all_the_same(tmp_path: Path) -> None:
    made = app([], nobody, RateLimiter(10**6, 10**6))
    WebApp(tmp_path / "nothing").mount(made)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=made), base_url="http://maru") as client:  # type: ignore[arg-type]
        assert (await client.get("/")).status_code == 404
