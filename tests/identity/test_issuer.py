"""This Maru as the issuer of another one: the whole way a browser goes, and what is refused on it."""

import base64
import hashlib
from typing import Any, cast
from urllib.parse import parse_qsl, urlsplit

import httpx
import jwt
import pytest

from maru.chassis.settings import IdentitySettings, WebSettings
from tests.identity.conftest import Make
from tests.identity.stand import JUN, PASSWORD, Stand

FIRST, SECOND = "https://first.example", "https://second.example"
BACK = f"{SECOND}/api/auth/oidc/callback"
VERIFIER = "v" * 43
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
ASK = {
    "client_id": "second",
    "redirect_uri": BACK,
    "response_type": "code",
    "scope": "openid email profile",
    "state": "s1",
    "nonce": "n1",
    "code_challenge": CHALLENGE,
    "code_challenge_method": "S256",
}


@pytest.fixture
async def first(make: Make) -> Stand:
    identity = IdentitySettings(clients={"second": BACK})
    return await make("first", identity=identity, web=WebSettings(url=FIRST))


@pytest.fixture
async def second(make: Make, first: Stand) -> Stand:
    http = httpx.AsyncClient(transport=httpx.ASGITransport(app=cast("Any", first.app)))
    identity = IdentitySettings(issuer=FIRST, client_id="second", audience="second")
    return await make("second", http=http, identity=identity, web=WebSettings(url=SECOND))


def query(address: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(address).query))


async def browser_of(first: Stand) -> httpx.AsyncClient:
    browser = await first.caller(home=FIRST)
    entered = await browser.post("/api/auth/login", json={"email": JUN, "password": PASSWORD})
    assert entered.status_code == 200
    return browser


async def code_of(first: Stand, browser: httpx.AsyncClient, **changed: str) -> str:
    sent = await browser.get("/oauth2/authorize", params={**ASK, **changed})
    assert sent.status_code == 302
    return query(sent.headers["location"])["code"]


async def exchange(first: Stand, **form: str) -> httpx.Response:
    whole = {
        "grant_type": "authorization_code",
        "client_id": "second",
        "redirect_uri": BACK,
        "code_verifier": VERIFIER,
    }
    return await (await first.caller(home=FIRST)).post("/oauth2/token", data={**whole, **form})


async def test_a_second_maru_signs_people_in_at_the_first(first: Stand, second: Stand) -> None:
    await first.account(JUN, "hr", "staff")
    there, here = await first.caller(home=FIRST), await second.caller(home=SECOND)

    started = await here.get("/api/auth/oidc/start", params={"next": "/erp/leave?tab=2"})
    unknown = await there.get(started.headers["location"])
    page = urlsplit(unknown.headers["location"])
    await there.post("/api/auth/login", json={"email": JUN, "password": PASSWORD})
    back = await there.get(dict(parse_qsl(page.query))["next"])
    entered = await here.get(back.headers["location"])
    me = (await here.get("/api/auth/me")).json()

    assert started.headers["location"].startswith(f"{FIRST}/oauth2/authorize?")
    assert page.path == "/sign-in"
    assert back.headers["location"].startswith(f"{BACK}?")
    assert (entered.status_code, entered.headers["location"]) == (302, "/erp/leave?tab=2")
    assert (me["email"], me["name"], me["roles"], me["verified"]) == (JUN, "김준", ["hr", "staff"], True)
    assert [event["email"] for event in await second.events()] == [JUN]
    again = await second.caller(home=SECOND)
    assert (await again.get(back.headers["location"])).status_code == 400


async def test_access_tokens_of_the_first_are_accepted_by_the_second_but_do_not_act_at_the_first(
    first: Stand, second: Stand
) -> None:
    await first.account(JUN, "vet")
    code = await code_of(first, await browser_of(first))
    tokens = (await exchange(first, code=code)).json()
    bearer = {"authorization": f"Bearer {tokens['access_token']}"}
    identity = {"authorization": f"Bearer {tokens['id_token']}"}

    at_second = await (await second.caller(home=SECOND, **bearer)).get("/api/v2/who")
    at_first = await (await first.caller(home=FIRST, **bearer)).get("/api/v2/who")
    profile = await (await first.caller(home=FIRST, **bearer)).get("/oauth2/userinfo")
    as_access = [await (await each.caller(**identity)).get("/api/v2/who") for each in (first, second)]

    assert (at_second.status_code, at_second.json()["roles"]) == (200, ["vet"])
    assert at_second.json()["claims"]["email"] == JUN
    assert at_first.status_code == 401
    assert (profile.status_code, profile.json()["email"], profile.json()["groups"]) == (200, JUN, ["vet"])
    assert [each.status_code for each in as_access] == [401, 401]


async def test_with_another_issuer_there_is_no_password_to_try(second: Stand) -> None:
    caller = await second.caller(home=SECOND)
    body = {"email": JUN, "password": PASSWORD, "name": "x", "refresh_token": "x", "token": "x"}
    doors = ["login", "token", "refresh", "sign-up", "demo", "password", "password/reset", "totp", "step-up"]

    answers = [await caller.post(f"/api/auth/{door}", json=body) for door in doors]
    options = (await caller.get("/api/auth/options")).json()

    assert {each.status_code for each in answers} == {404}
    assert (await caller.get("/.well-known/jwks.json")).status_code == 404
    assert (options["oidc"], options["signUp"]) == (True, False)


async def test_a_sign_in_that_another_browser_began_is_refused(first: Stand, second: Stand) -> None:
    """Otherwise an attacker could sign a victim's browser in as the attacker."""
    await first.account()
    attacker, victim = await second.caller(home=SECOND), await second.caller(home=SECOND)
    there = await browser_of(first)
    started = await attacker.get("/api/auth/oidc/start")
    back = (await there.get(started.headers["location"])).headers["location"]

    await victim.get("/api/auth/oidc/start")
    refused = await victim.get(back)

    assert refused.status_code == 400
    assert (await victim.get("/api/auth/me")).status_code == 401


@pytest.mark.parametrize(
    "next",
    ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "", "/\t/evil"],
)
async def test_after_signing_in_nobody_is_sent_to_another_site(
    first: Stand, second: Stand, next: str
) -> None:
    await first.account()
    there, here = await browser_of(first), await second.caller(home=SECOND)
    started = await here.get("/api/auth/oidc/start", params={"next": next})
    back = (await there.get(started.headers["location"])).headers["location"]

    assert (await here.get(back)).headers["location"] == "/"


async def test_the_provider_describes_itself(first: Stand) -> None:
    caller = await first.caller(home=FIRST)

    said = (await caller.get("/.well-known/openid-configuration")).json()
    keys = (await caller.get(urlsplit(said["jwks_uri"]).path)).json()["keys"]

    assert said["issuer"] == FIRST
    assert all(str(said[name]).startswith(FIRST) for name in said if name.endswith(("endpoint", "_uri")))
    assert [(key["alg"], key["crv"], key["use"]) for key in keys] == [("ES256", "P-256", "sig")]


@pytest.mark.parametrize(
    "changed",
    [
        {"redirect_uri": f"{BACK}/evil"},
        {"redirect_uri": "https://evil.example"},
        {"redirect_uri": BACK.replace("https", "http")},
        {"client_id": "third"},
        {"client_id": ""},
    ],
)
async def test_no_code_goes_to_an_address_that_is_not_named(first: Stand, changed: dict[str, str]) -> None:
    await first.account()
    browser = await browser_of(first)

    refused = await browser.get("/oauth2/authorize", params={**ASK, **changed})

    assert refused.status_code == 400
    assert "location" not in refused.headers


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "email"}, "invalid_scope"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": ""}, "invalid_request"),
    ],
)
async def test_what_an_application_asks_wrongly_it_is_told(
    first: Stand, changed: dict[str, str], error: str
) -> None:
    await first.account()
    browser = await browser_of(first)

    said = query((await browser.get("/oauth2/authorize", params={**ASK, **changed})).headers["location"])

    assert (said["error"], said["state"], said["iss"]) == (error, "s1", FIRST)
    assert "code" not in said


@pytest.mark.parametrize(
    "changed",
    [
        {"code_verifier": "w" * 43},
        {"code_verifier": ""},
        {"redirect_uri": f"{BACK}2"},
        {"code": "guessed"},
        {"grant_type": "refresh_token", "refresh_token": "guessed"},
    ],
)
async def test_a_code_is_worth_nothing_without_what_belongs_to_it(
    first: Stand, changed: dict[str, str]
) -> None:
    await first.account()
    code = await code_of(first, await browser_of(first))

    refused = await exchange(first, **{"code": code, **changed})

    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant")


async def test_a_code_that_comes_twice_ends_what_it_opened(first: Stand, second: Stand) -> None:
    await first.account()
    code = await code_of(first, await browser_of(first))
    tokens = (await exchange(first, code=code)).json()
    bearer = {"authorization": f"Bearer {tokens['access_token']}"}
    before = await (await first.caller(home=FIRST, **bearer)).get("/oauth2/userinfo")

    again = await exchange(first, code=code)

    assert (before.status_code, again.status_code) == (200, 400)
    assert (await (await first.caller(home=FIRST, **bearer)).get("/oauth2/userinfo")).status_code == 401
    refreshed = await exchange(first, grant_type="refresh_token", refresh_token=tokens["refresh_token"])
    assert refreshed.status_code == 400


async def test_an_applications_refresh_token_works_for_it_alone(first: Stand) -> None:
    await first.account()
    code = await code_of(first, await browser_of(first))
    tokens = (await exchange(first, code=code)).json()

    stolen = await (await first.caller()).post(
        "/api/auth/refresh", json={"refresh_token": tokens["refresh_token"]}
    )
    own = await exchange(first, grant_type="refresh_token", refresh_token=tokens["refresh_token"])

    assert (stolen.status_code, own.status_code) == (401, 200)
    claims = jwt.decode(own.json()["access_token"], options={"verify_signature": False})
    assert (claims["aud"], claims["client_id"]) == ("second", "second")
