"""What people do with their own account: sign up, change and reset the password, prove anew who they are."""

import asyncio
import re
from datetime import timedelta

import pytest

from maru.chassis.problems import Problem
from maru.chassis.settings import IdentitySettings, Limits
from maru.identity.accounts.contract import StepUpRequired, fresh
from tests.identity.conftest import Make
from tests.identity.stand import HOME, JUN, PASSWORD, RIGHT, Clock, Stand, entered

BETTER = "a better one than before"
MINA = {
    "email": "mina@example.com",
    "password": PASSWORD,
    "name": "이미나",
    "position": "사원",
    "department": "SALES",
}


def link(letter: str) -> str:
    """The address in a letter, as its reader would open it."""
    import email
    import email.policy

    text = email.message_from_string(letter, policy=email.policy.default).get_content()
    found = re.search(r"http\S+", text)
    assert found is not None
    return found.group()


# signing up


async def test_in_a_demonstration_an_account_begins_at_once_and_its_systems_hear_of_it(make: Make) -> None:
    maru = await make(seed="demo")
    caller = await maru.caller()

    joined = await caller.post("/api/auth/sign-up", json={**MINA, "roles": ["admin"], "verified": False})
    me = (await caller.post("/api/auth/login", json=MINA)).json()
    twice = await caller.post("/api/auth/sign-up", json={**MINA, "email": " MINA@example.com"})

    assert (joined.status_code, joined.json()["verified"]) == (201, True)
    assert (me["id"], me["roles"]) == (joined.json()["id"], ["staff"])
    (event,) = await maru.events()
    assert {name: event[name] for name in ("account_id", "email", "name", "position", "department")} == {
        "account_id": me["id"],
        "email": "mina@example.com",
        "name": "이미나",
        "position": "사원",
        "department": "SALES",
    }
    assert (twice.status_code, twice.json()["code"]) == (409, "address-taken")


async def test_elsewhere_an_account_begins_when_its_address_is_proved(maru: Stand) -> None:
    caller = await maru.caller()
    joined = await caller.post("/api/auth/sign-up", json=MINA)
    before = await caller.post("/api/auth/login", json=MINA)
    (letter,) = await maru.carry_mail()
    address = link(letter)
    page = await caller.get(address.removeprefix(HOME))
    still = await maru.accounts.find(MINA["email"])
    token = address.partition("token=")[2]

    done = await caller.post(
        "/api/auth/sign-up/verify",
        content=f"token={token}",
        headers={"content-type": "application/x-www-form-urlencoded", "origin": HOME},
    )
    again = await caller.post("/api/auth/sign-up/verify", json={"token": token})

    assert joined.json() == {"email": MINA["email"], "verified": False, "id": None}
    assert before.status_code == 401
    assert page.status_code == 200 and token in page.text
    assert still is None, "opening the link, as mail filters do, is not enough"
    assert (done.status_code, again.status_code) == (200, 400)
    assert (await caller.post("/api/auth/login", json=MINA)).status_code == 200
    assert [event["email"] for event in await maru.events()] == [MINA["email"]]


async def test_signing_up_does_not_tell_who_has_an_account(maru: Stand) -> None:
    await maru.account(MINA["email"])
    caller = await maru.caller()

    taken = await caller.post("/api/auth/sign-up", json=MINA)
    free = await caller.post("/api/auth/sign-up", json={**MINA, "email": "free@example.com"})

    assert (taken.status_code, taken.json().keys()) == (free.status_code, free.json().keys())
    letters = await maru.carry_mail()
    assert "token=" not in link(letters[0]) and "token=" in link(letters[1])


async def test_of_two_who_sign_up_with_one_address_its_owner_wins(maru: Stand) -> None:
    caller = await maru.caller()
    await caller.post("/api/auth/sign-up", json={**MINA, "password": "the thief's password"})
    await caller.post("/api/auth/sign-up", json=MINA)
    letters = await maru.carry_mail()

    await caller.post("/api/auth/sign-up/verify", json={"token": link(letters[1]).partition("token=")[2]})
    late = await caller.post(
        "/api/auth/sign-up/verify", json={"token": link(letters[0]).partition("token=")[2]}
    )

    assert late.status_code == 409
    assert (await caller.post("/api/auth/login", json=MINA)).status_code == 200


async def test_a_verification_link_holds_for_a_day(maru: Stand, clock: Clock) -> None:
    caller = await maru.caller()
    await caller.post("/api/auth/sign-up", json=MINA)
    token = link((await maru.carry_mail())[0]).partition("token=")[2]
    clock.forward(timedelta(hours=24, seconds=1))

    assert (await caller.post("/api/auth/sign-up/verify", json={"token": token})).status_code == 400


async def test_signing_up_is_limited_and_can_be_switched_off(make: Make) -> None:
    few = await make("few", seed="demo", limits=Limits(sign_up_per_min=2))
    closed = await make("closed", identity=IdentitySettings(sign_up=False))
    statuses = [
        (
            await (await few.caller()).post("/api/auth/sign-up", json={**MINA, "email": f"p{n}@e.com"})
        ).status_code
        for n in range(3)
    ]
    caller = await closed.caller()

    assert statuses == [201, 201, 429]
    assert (await caller.post("/api/auth/sign-up", json=MINA)).status_code == 404
    assert (await caller.get("/api/auth/options")).json()["signUp"] is False


@pytest.mark.parametrize(
    "wrong",
    [
        {"password": "short"},
        {"password": "password123"},
        {"password": "x" * 257},
        {"email": "no address"},
        {"email": "a@b"},
        {"email": "a@b.c\r\nBcc: all@example.com"},
        {"email": "a\x00b@example.com"},
        {"email": "=?utf-8?q?x?=@example.com"},
        {"name": ""},
        {"name": "x" * 101},
        {"name": "a\u202eb"},
    ],
)
async def test_what_cannot_be_signed_up_with_is_refused(maru: Stand, wrong: dict[str, str]) -> None:
    refused = await (await maru.caller()).post("/api/auth/sign-up", json={**MINA, **wrong})

    assert refused.status_code == 400
    assert set(refused.json()) >= {"error", "message", "code"}


# passwords


async def test_a_new_password_ends_every_other_session_and_renews_this_one(maru: Stand) -> None:
    await maru.account()
    here, there = await entered(maru), await entered(maru)
    pair = (await here.post("/api/auth/token", json=RIGHT)).json()
    before = here.cookies["sid"]

    changed = await here.post("/api/auth/password", json={"current": PASSWORD, "password": BETTER})

    assert changed.status_code == 204
    assert here.cookies["sid"] != before
    assert (await here.get("/api/auth/me")).status_code == 200
    assert (await there.get("/api/auth/me")).status_code == 401
    assert (await (await maru.caller(cookie=f"sid={before}")).get("/api/auth/me")).status_code == 401
    old = await here.post("/api/auth/refresh", json={"refresh_token": pair["refresh_token"]})
    assert old.status_code == 401
    assert (await here.post("/api/auth/login", json=RIGHT)).status_code == 401
    await entered(maru, BETTER)


@pytest.mark.parametrize(
    ("current", "wanted", "status"),
    [("wrong", BETTER, 401), (PASSWORD, "12345678", 400), (PASSWORD, JUN, 400)],
)
async def test_a_password_is_changed_by_who_knows_it_and_to_a_good_one(
    maru: Stand, current: str, wanted: str, status: int
) -> None:
    await maru.account()
    here = await entered(maru)

    refused = await here.post("/api/auth/password", json={"current": current, "password": wanted})

    assert refused.status_code == status
    await entered(maru)


async def test_a_forgotten_password_is_reset_by_letter_once(maru: Stand, clock: Clock) -> None:
    id = await maru.account()
    inside = await entered(maru)
    caller = await maru.caller()
    asked = await caller.post("/api/auth/password/reset", json={"email": JUN.upper()})
    nobody = await caller.post("/api/auth/password/reset", json={"email": "nobody@example.com"})
    (letter,) = await maru.carry_mail()
    token = link(letter).partition("token=")[2]
    confirm = "/api/auth/password/reset/confirm"

    weak = await caller.post(confirm, json={"token": token, "password": "qwertyui"})
    tries = [caller.post(confirm, json={"token": token, "password": f"{BETTER} {n}"}) for n in range(10)]
    statuses = sorted([each.status_code for each in await asyncio.gather(*tries)])

    assert (asked.status_code, asked.content) == (nobody.status_code, nobody.content) == (204, b"")
    assert weak.status_code == 400
    assert statuses == [204] + [400] * 9
    assert (await inside.get("/api/auth/me")).status_code == 401
    assert {line.action for line in await maru.audit(id)} >= {"account.reset-asked", "account.password-reset"}


async def test_a_reset_link_holds_for_half_an_hour_and_letters_are_forgotten_once_sent(
    maru: Stand, clock: Clock
) -> None:
    await maru.account()
    caller = await maru.caller()
    await caller.post("/api/auth/password/reset", json={"email": JUN})
    token = link((await maru.carry_mail())[0]).partition("token=")[2]
    kept = maru.column("SELECT body FROM mails")
    clock.forward(timedelta(minutes=30, seconds=1))

    late = await caller.post("/api/auth/password/reset/confirm", json={"token": token, "password": BETTER})

    assert late.status_code == 400
    assert kept == [b""]


async def test_a_one_time_password_wants_to_be_changed_and_ends_after_a_day(
    maru: Stand, clock: Clock
) -> None:
    added = await maru.accounts.add(JUN, "김준", ["hr"])
    assert added.one_time_password is not None
    caller = await entered(maru, added.one_time_password)
    first = (await caller.get("/api/auth/me")).json()
    await caller.post("/api/auth/password", json={"current": added.one_time_password, "password": BETTER})
    changed = (await caller.get("/api/auth/me")).json()
    reset = await maru.accounts.reset(JUN)

    assert (first["mustChangePassword"], changed["mustChangePassword"]) == (True, False)
    assert (await caller.get("/api/auth/me")).status_code == 401
    clock.forward(timedelta(hours=24, seconds=1))
    late = await (await maru.caller()).post(
        "/api/auth/login", json={"email": JUN, "password": reset.one_time_password}
    )
    assert late.status_code == 401


async def test_the_same_keys_on_another_machine_open_the_account(maru: Stand) -> None:
    decomposed, composed = "pa\u0301ssphrase of mine", "p\u00e1ssphrase of mine"
    await maru.account(password=decomposed)

    await entered(maru, composed)


# step-up, profile


async def test_sensitive_work_wants_a_recent_proof(maru: Stand, clock: Clock) -> None:
    await maru.account()
    caller = await entered(maru)

    async def claims() -> dict[str, int | str]:
        found: dict[str, int | str] = (await caller.get("/api/v2/who")).json()["claims"]
        return found

    fresh(await claims(), clock())
    clock.forward(timedelta(minutes=5, seconds=1))
    with pytest.raises(StepUpRequired):
        fresh(await claims(), clock())
    with pytest.raises(StepUpRequired):
        fresh({}, clock())
    before = caller.cookies["sid"]
    wrong = await caller.post("/api/auth/step-up", json={"password": "wrong"})
    right = await caller.post("/api/auth/step-up", json={"password": PASSWORD})
    fresh(await claims(), clock())

    assert (wrong.status_code, right.status_code) == (401, 204)
    assert caller.cookies["sid"] != before
    assert issubclass(StepUpRequired, Problem)


async def test_people_change_how_they_are_shown(maru: Stand) -> None:
    await maru.account()
    caller = await entered(maru)

    changed = await caller.patch(
        "/api/auth/me", json={"name": " 김  준 ", "locale": "en", "theme": "dark", "timeZone": "Europe/Paris"}
    )
    kept = await caller.patch("/api/auth/me", json={"roles": ["admin"], "email": "x@example.com"})
    refused = [
        (await caller.patch("/api/auth/me", json=body)).status_code
        for body in ({"locale": "xx"}, {"theme": "pink"}, {"timeZone": "../../etc/passwd"}, {"name": " "})
    ]

    me = (await caller.get("/api/auth/me")).json()
    assert changed.json() == kept.json() == me
    assert (me["name"], me["locale"], me["theme"], me["timeZone"]) == ("김 준", "en", "dark", "Europe/Paris")
    assert (me["roles"], me["email"]) == (["staff"], JUN)
    assert refused == [400] * 4
