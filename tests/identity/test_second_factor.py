"""The second factor: codes of an authenticator, each good once, and codes for when it is lost."""

import asyncio
import base64
from datetime import timedelta

import httpx

from maru.identity.accounts.domain import totp
from tests.identity.stand import PASSWORD, RIGHT, Clock, Stand, entered


async def enrolled(maru: Stand, clock: Clock) -> tuple[httpx.AsyncClient, bytes, list[str]]:
    caller = await entered(maru)
    offer = (await caller.post("/api/auth/totp", json={})).json()
    padded = offer["secret"] + "=" * (-len(offer["secret"]) % 8)
    secret = base64.b32decode(padded)
    assert offer["uri"].startswith("otpauth://totp/Maru:jun@example.com?")
    assert offer["svg"].startswith("<svg")
    done = await caller.post(
        "/api/auth/totp/confirm", json={"code": totp.code(secret, totp.step_at(clock()))}
    )
    assert done.status_code == 200, done.text
    clock.forward(timedelta(seconds=totp.STEP))
    return caller, secret, done.json()["recoveryCodes"]


async def test_with_a_second_factor_the_password_alone_is_not_enough(maru: Stand, clock: Clock) -> None:
    await maru.account()
    await enrolled(maru, clock)
    caller = await maru.caller()

    missing = await caller.post("/api/auth/token", json=RIGHT)
    wrong = await caller.post("/api/auth/token", json={**RIGHT, "totp": "000000"})
    guess = await caller.post("/api/auth/token", json={**RIGHT, "password": "wrong", "totp": "000000"})

    assert [each.status_code for each in (missing, wrong, guess)] == [401, 401, 401]
    assert [each.json()["code"] for each in (missing, wrong, guess)] == [
        "totp-required",
        "totp-invalid",
        "unauthenticated",
    ]


async def test_each_code_is_good_once_even_for_many_at_once(maru: Stand, clock: Clock) -> None:
    await maru.account()
    _, secret, codes = await enrolled(maru, clock)
    callers = [await maru.caller(f"10.0.0.{n}") for n in range(4)]
    code = totp.code(secret, totp.step_at(clock()))

    for shown in (code, codes[0]):
        body = {**RIGHT, "totp": shown}
        answers = await asyncio.gather(*(each.post("/api/auth/token", json=body) for each in callers))
        assert sorted(each.status_code for each in answers) == [200, 401, 401, 401]
        clock.forward(timedelta(minutes=16))


async def test_guessing_codes_makes_one_wait(maru: Stand, clock: Clock) -> None:
    await maru.account()
    await enrolled(maru, clock)
    statuses = []
    for n in range(6):
        caller = await maru.caller(f"10.0.0.{n}")
        body = {**RIGHT, "totp": f"{n:06}"}
        statuses.append((await caller.post("/api/auth/token", json=body)).status_code)

    assert statuses == [401] * 5 + [429]


async def test_a_second_factor_is_taken_off_with_the_password(maru: Stand, clock: Clock) -> None:
    await maru.account()
    caller, _, codes = await enrolled(maru, clock)
    on = (await caller.get("/api/auth/totp")).json()
    again = await caller.post("/api/auth/totp", json={})
    refused = await caller.post("/api/auth/totp/disable", json={"password": "wrong"})
    dropped = await caller.post("/api/auth/totp/disable", json={"password": PASSWORD})

    assert (on, len(set(codes))) == ({"enabled": True, "recoveryCodesLeft": 10}, 10)
    assert [each.status_code for each in (again, refused, dropped)] == [409, 401, 204]
    assert (await caller.get("/api/auth/totp")).json() == {"enabled": False, "recoveryCodesLeft": 0}
    await entered(maru)


async def test_the_secret_of_a_second_factor_is_not_stored_in_the_clear(maru: Stand, clock: Clock) -> None:
    await maru.account()
    _, secret, _ = await enrolled(maru, clock)

    assert secret not in maru.stored()


def test_codes_are_those_of_the_standard() -> None:
    """RFC 6238, appendix B, cut to six digits."""
    secret = b"12345678901234567890"
    expected = {59: "287082", 1111111109: "081804", 1234567890: "005924", 20000000000: "353130"}

    assert {at: totp.code(secret, at // totp.STEP) for at in expected} == expected
