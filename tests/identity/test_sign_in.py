"""Signing in with a password, a cookie and tokens; what keeps guessers and other sites out."""

import asyncio
from datetime import timedelta

import httpx
import pytest

from maru.chassis.settings import Limits
from maru.identity.accounts.contract import MembershipChanged
from maru.identity.accounts.service.hashing import Hasher
from tests.identity.conftest import Make
from tests.identity.stand import HOME, JUN, OURS, PASSWORD, RIGHT, Clock, Stand

WRONG = {"email": JUN, "password": "not this one"}


async def signed_in(maru: Stand, address: str = "127.0.0.1") -> httpx.AsyncClient:
    caller = await maru.caller(address)
    assert (await caller.post("/api/auth/login", json=RIGHT)).status_code == 200
    return caller


async def test_a_browser_signs_in_is_known_everywhere_and_signs_out(maru: Stand) -> None:
    id = await maru.account()
    caller = await maru.caller()

    entered = await caller.post("/api/auth/login", json={"email": " JUN@Example.com ", "password": PASSWORD})
    me = (await caller.get("/api/auth/me")).json()
    elsewhere = (await caller.get("/api/v2/who")).json()
    left = await caller.post("/api/auth/logout", headers=OURS)

    assert entered.json() == me
    assert (me["id"], me["email"], me["roles"], me["tenant"]) == (id, JUN, ["staff"], "maru")
    assert (elsewhere["id"], elsewhere["roles"]) == (id, ["staff"])
    assert left.status_code == 204 and "Max-Age=0" in left.headers["set-cookie"]
    assert (await caller.get("/api/v2/who")).status_code == 401


async def test_a_copy_of_the_cookie_is_worthless_after_signing_out(maru: Stand) -> None:
    await maru.account()
    caller = await signed_in(maru)
    stolen = caller.cookies["sid"]
    await caller.post("/api/auth/logout", headers=OURS)

    assert (await (await maru.caller(cookie=f"sid={stolen}")).get("/api/v2/who")).status_code == 401


@pytest.mark.parametrize(
    ("home", "name", "secure"),
    [
        (HOME, "sid", False),
        ("http://localhost:9000", "sid", False),
        ("https://maru.example", "__Host-sid", True),
        ("http://maru.example", "__Host-sid", True),
    ],
)
async def test_the_cookie_is_bound_to_the_host_and_hidden_from_scripts(
    maru: Stand, home: str, name: str, secure: bool
) -> None:
    await maru.account()

    cookie = (await (await maru.caller(home=home)).post("/api/auth/login", json=RIGHT)).headers["set-cookie"]

    assert cookie.startswith(f"{name}=")
    assert {"Path=/", "HttpOnly", "SameSite=Lax"} <= set(cookie.split("; "))
    assert ("Secure" in cookie.split("; ")) is secure
    assert "Domain" not in cookie


async def test_unknown_and_wrong_are_told_alike(maru: Stand) -> None:
    await maru.account()
    caller = await maru.caller()

    wrong = await caller.post("/api/auth/token", json=WRONG)
    unknown = await caller.post("/api/auth/token", json={**WRONG, "email": "nobody@example.com"})

    assert (wrong.status_code, unknown.status_code) == (401, 401)
    assert wrong.json() == unknown.json()
    assert set(wrong.json()) >= {"error", "message", "code"}


async def test_a_guess_costs_the_same_whether_or_not_somebody_has_the_address(
    maru: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    await maru.account()
    checked: list[str] = []
    right = Hasher._right

    def counted(self: Hasher, stored: str, password: str) -> bool:
        checked.append(stored)
        return right(self, stored, password)

    monkeypatch.setattr(Hasher, "_right", counted)
    caller = await maru.caller()

    for email in (JUN, "nobody@example.com"):
        await caller.post("/api/auth/token", json={**WRONG, "email": email})

    assert len(checked) == 2
    assert all(each.startswith("$argon2id$v=19$m=19456,t=2,p=1$") for each in checked)


async def test_roles_and_ids_are_read_live(maru: Stand, clock: Clock) -> None:
    id = await maru.account()
    caller = await signed_in(maru)
    pair = (await caller.post("/api/auth/token", json=RIGHT)).json()
    bearer = await maru.caller(authorization=f"Bearer {pair['access_token']}")
    await bearer.get("/api/v2/who")

    await maru.hear(
        MembershipChanged(
            tenant="maru",
            at=clock(),
            system="erp",
            account_id=id,
            claims={"employee_id": 7},
            roles=("staff", "manager"),
            number=1,
        )
    )

    for each in (caller, bearer):
        me = (await each.get("/api/auth/me")).json()
        who = (await each.get("/api/v2/who")).json()
        assert (me["employee_id"], me["roles"]) == (7, ["manager", "staff"])
        assert (who["claims"]["employee_id"], who["roles"]) == (7, ["manager", "staff"])


async def test_a_session_ends_after_half_an_hour_of_rest_and_after_twelve_hours(
    maru: Stand, clock: Clock
) -> None:
    await maru.account()
    resting = await signed_in(maru)
    busy = await signed_in(maru)
    statuses = []
    for _ in range(36):
        clock.forward(timedelta(minutes=20))
        statuses.append((await busy.get("/api/v2/who")).status_code)
        if len(statuses) == 2:
            assert (await resting.get("/api/v2/who")).status_code == 401

    assert statuses == [200] * 35 + [401]


async def test_signing_in_again_gives_a_new_session_and_ends_the_one_before(maru: Stand) -> None:
    await maru.account()
    caller = await maru.caller(cookie="sid=planted-by-somebody")
    first = (await caller.post("/api/auth/login", json=RIGHT)).cookies["sid"]
    again = await maru.caller(cookie=f"sid={first}")
    second = (await again.post("/api/auth/login", json=RIGHT)).cookies["sid"]

    assert len({"planted-by-somebody", first, second}) == 3
    assert (await (await maru.caller(cookie=f"sid={first}")).get("/api/v2/who")).status_code == 401
    assert (await (await maru.caller(cookie=f"sid={second}")).get("/api/v2/who")).status_code == 200


async def test_only_hashes_of_secrets_are_stored(maru: Stand) -> None:
    await maru.account()
    caller = await signed_in(maru)
    pair = (await caller.post("/api/auth/token", json=RIGHT)).json()
    ticket = (await caller.post("/api/auth/ticket", headers=OURS)).json()["ticket"]
    stored = maru.stored()

    for secret in (caller.cookies["sid"], pair["refresh_token"], ticket, PASSWORD):
        assert secret.encode() not in stored


async def test_sessions_are_listed_and_ended_one_by_one_or_all(maru: Stand) -> None:
    await maru.account()
    here, there = await signed_in(maru), await signed_in(maru)
    third = await signed_in(maru)

    listed = (await here.get("/api/auth/sessions")).json()
    other = next(each for each in listed if not each["current"])
    ended = await here.delete(f"/api/auth/sessions/{other['id']}", headers=OURS)
    repeated = await here.delete(f"/api/auth/sessions/{other['id']}", headers=OURS)
    statuses = [(await each.get("/api/v2/who")).status_code for each in (here, there, third)]
    await here.post("/api/auth/logout?all=true", headers=OURS)
    after = [(await each.get("/api/v2/who")).status_code for each in (here, there, third)]

    assert len(listed) == 3 and sum(each["current"] for each in listed) == 1
    assert (ended.status_code, repeated.status_code) == (204, 404)
    assert sorted(statuses) == [200, 200, 401] and statuses[0] == 200
    assert after == [401, 401, 401]


async def test_nobody_ends_somebody_elses_session(maru: Stand) -> None:
    await maru.account()
    await maru.account("mina@example.com")
    jun, mina = await signed_in(maru), await maru.caller()
    await mina.post("/api/auth/login", json={"email": "mina@example.com", "password": PASSWORD})
    session = (await jun.get("/api/auth/sessions")).json()[0]["id"]

    refused = await mina.delete(f"/api/auth/sessions/{session}", headers=OURS)

    assert refused.status_code == 404
    assert (await jun.get("/api/v2/who")).status_code == 200


# other sites


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 403),
        (OURS, 200),
        ({"origin": HOME}, 200),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "https://evil.example", **OURS}, 403),
        ({"origin": "null", **OURS}, 403),
        ({"origin": "http://127.0.0.1:9999", **OURS}, 403),
        ({"sec-fetch-site": "cross-site", **OURS}, 403),
        ({"sec-fetch-site": "same-site", **OURS}, 403),
        ({"sec-fetch-site": "same-origin", **OURS}, 200),
        ({"origin": "https://partner.example"}, 200),
    ],
)
async def test_a_cookie_works_for_our_own_pages_only(
    make: Make, headers: dict[str, str], status: int
) -> None:
    from maru.chassis.settings import WebSettings

    maru = await make(web=WebSettings(origins=["https://partner.example"]))
    await maru.account()
    caller = await signed_in(maru)

    assert (await caller.post("/api/v2/work", headers=headers)).status_code == status
    assert (await caller.get("/api/v2/who", headers=headers)).status_code == 200


async def test_another_site_cannot_sign_a_browser_in(maru: Stand) -> None:
    await maru.account()
    caller = await maru.caller()

    refused = await caller.post("/api/auth/login", json=RIGHT, headers={"origin": "https://evil.example"})

    assert refused.status_code == 403
    assert "set-cookie" not in refused.headers


async def test_a_bearer_needs_no_proof_of_origin_and_a_bad_one_is_refused_even_with_a_good_cookie(
    maru: Stand,
) -> None:
    await maru.account()
    caller = await signed_in(maru)
    pair = (await caller.post("/api/auth/token", json=RIGHT)).json()
    bearer = await maru.caller(authorization=f"Bearer {pair['access_token']}")

    assert (await bearer.post("/api/v2/work")).status_code == 200
    for bad in ("Bearer nonsense", "Basic anVuOng=", "Bearer", f"Bearer {pair['access_token']}x"):
        assert (await caller.get("/api/v2/who", headers={"authorization": bad})).status_code == 401


async def test_what_one_carries_from_before_does_not_bar_the_doors(maru: Stand) -> None:
    await maru.account()
    caller = await maru.caller(cookie="sid=old", authorization="Bearer old")

    assert (await caller.get("/api/auth/options")).status_code == 200
    assert (await caller.post("/api/auth/login", json=RIGHT)).status_code == 200


# guessing


async def test_after_five_failures_each_further_one_waits_longer(maru: Stand, clock: Clock) -> None:
    await maru.account()
    caller = await maru.caller()
    waits = []
    for _ in range(5):
        assert (await caller.post("/api/auth/login", json=WRONG)).status_code == 401
    for _ in range(3):
        blocked = await caller.post("/api/auth/login", json=RIGHT)
        assert blocked.status_code == 429
        waits.append(int(blocked.headers["retry-after"]))
        clock.forward(timedelta(seconds=waits[-1]))
        assert (await caller.post("/api/auth/login", json=WRONG)).status_code == 401

    assert waits == sorted(set(waits)) and waits[0] > 1
    clock.forward(timedelta(minutes=16))
    assert (await caller.post("/api/auth/login", json=RIGHT)).status_code == 200


async def test_the_wait_holds_at_every_door_and_from_every_address(maru: Stand) -> None:
    id = await maru.account()
    inside = await signed_in(maru, "10.0.0.9")
    for n in range(5):
        guesser = await maru.caller(f"10.0.0.{n}")
        assert (await guesser.post("/api/auth/login", json=WRONG)).status_code == 401

    elsewhere = await maru.caller("10.1.1.1")
    by_token = await elsewhere.post("/api/auth/token", json=RIGHT)
    by_step_up = await inside.post("/api/auth/step-up", json={"password": PASSWORD}, headers=OURS)
    by_change = await inside.post(
        "/api/auth/password", json={"current": PASSWORD, "password": "another fine one"}, headers=OURS
    )
    by_service = await asyncio.gather(maru.accounts.enter(JUN, PASSWORD, "10.1.1.2"), return_exceptions=True)

    assert [r.status_code for r in (by_token, by_step_up, by_change)] == [429, 429, 429]
    assert type(by_service[0]).__name__ == "RateLimited"
    assert [line.action for line in await maru.audit(id)].count("account.sign-in-failed") == 5


async def test_one_address_cannot_try_one_password_on_many_accounts(maru: Stand) -> None:
    await maru.account()
    caller = await maru.caller("10.0.0.1", **{"x-forwarded-for": "1.2.3.4"})
    statuses = [
        (await caller.post("/api/auth/token", json={**WRONG, "email": f"p{n}@example.com"})).status_code
        for n in range(6)
    ]

    assert statuses == [401] * 5 + [429]
    assert (await caller.post("/api/auth/token", json=RIGHT)).status_code == 429
    assert (await (await maru.caller("10.0.0.2")).post("/api/auth/token", json=RIGHT)).status_code == 200


async def test_many_guesses_at_once_gain_nothing(maru: Stand) -> None:
    await maru.account()
    callers = [await maru.caller(f"10.0.1.{n}") for n in range(25)]
    guesses = [{"email": JUN, "password": f"guess number {n}"} for n in range(24)] + [RIGHT]

    answers = await asyncio.gather(
        *(caller.post("/api/auth/token", json=guess) for caller, guess in zip(callers, guesses, strict=True))
    )

    assert sorted(each.status_code for each in answers) == [401] * 5 + [429] * 20


async def test_people_who_know_their_password_do_not_wait_for_one_another(maru: Stand) -> None:
    await maru.account()
    callers = [await maru.caller() for _ in range(12)]

    answers = await asyncio.gather(*(each.post("/api/auth/token", json=RIGHT) for each in callers))

    assert {each.status_code for each in answers} == {200}


async def test_networks_that_carry_load_are_not_counted(make: Make) -> None:
    maru = await make(limits=Limits(load_sources=["10.0.0.0/8"]))
    await maru.account()
    caller = await maru.caller("10.0.0.1")

    assert {(await caller.post("/api/auth/token", json=WRONG)).status_code for _ in range(8)} == {401}


async def test_when_more_sign_in_than_can_be_checked_the_rest_is_told_to_come_again(make: Make) -> None:
    maru = await make(limits=Limits(load_sources=["10.0.0.0/8"]))
    await maru.account()
    caller = await maru.caller("10.0.0.1")

    answers = await asyncio.gather(*(caller.post("/api/auth/token", json=RIGHT) for _ in range(60)))

    statuses = [each.status_code for each in answers]
    assert set(statuses) == {200, 503}
    assert statuses.count(200) >= 34
    assert all(each.headers["retry-after"] for each in answers if each.status_code == 503)


# demonstration


async def test_in_a_demonstration_one_click_signs_in_and_only_there(make: Make) -> None:
    demo, real = await make("demo", seed="demo"), await make("real")
    for maru in (demo, real):
        await maru.account("lead@demo.maru.example", "staff")
        await maru.account(JUN)
    clicking, knocking = await demo.caller(), await real.caller()

    offered = (await clicking.get("/api/auth/options")).json()
    entered = await clicking.post("/api/auth/demo", json={"email": "lead@demo.maru.example"})
    person = await clicking.post("/api/auth/demo", json={"email": JUN})
    refused = await knocking.post("/api/auth/demo", json={"email": "lead@demo.maru.example"})

    assert offered["demo"] and [each["email"] for each in offered["accounts"]] == ["lead@demo.maru.example"]
    assert set(offered["accounts"][0]) == {"email", "name", "title", "roles"}
    assert entered.json()["email"] == "lead@demo.maru.example"
    assert (person.status_code, refused.status_code) == (404, 404)
    assert (await knocking.get("/api/auth/options")).json() == {
        "demo": False,
        "accounts": [],
        "signUp": True,
        "oidc": False,
    }


async def test_demo_accounts_share_the_work_of_one_password_hash(make: Make) -> None:
    demo, real = await make("demo", seed="demo"), await make("real")
    hashes = []
    for maru in (demo, real):
        await maru.account("a@demo.maru.example")
        await maru.account("b@demo.maru.example")
        hashes.append(set(maru.column("SELECT password FROM accounts")))

    assert [len(each) for each in hashes] == [1, 2]
