"""Tokens: what is accepted, what is refused, and what is good once."""

import asyncio
import base64
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from maru.chassis.problems import Problem
from maru.identity.accounts.contract import Grant
from maru.identity.accounts.manifest import accounts as manifest
from tests.identity.conftest import Make
from tests.identity.stand import OURS, RIGHT, Clock, Stand

Forge = Callable[[dict[str, Any], dict[str, Any], Stand], str]


async def pair_of(maru: Stand) -> dict[str, Any]:
    answer = await (await maru.caller()).post("/api/auth/token", json=RIGHT)
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


async def status_of(maru: Stand, token: str) -> int:
    return (await (await maru.caller(authorization=f"Bearer {token}")).get("/api/v2/who")).status_code


async def test_a_pair_is_what_clients_expect_and_its_token_says_who_it_is_for(maru: Stand) -> None:
    id = await maru.account()

    pair = await pair_of(maru)
    claims = jwt.decode(pair["access_token"], options={"verify_signature": False})

    assert set(pair) == {"access_token", "refresh_token", "token_type", "expires_in"}
    assert (pair["token_type"], pair["expires_in"]) == ("Bearer", 600)
    assert jwt.get_unverified_header(pair["access_token"])["typ"] == "at+jwt"
    assert (claims["sub"], claims["iss"], claims["aud"]) == (id, "http://127.0.0.1:8080", "maru")
    assert claims["exp"] - claims["iat"] == 600
    assert await status_of(maru, pair["access_token"]) == 200


async def test_a_token_lives_ten_minutes_and_a_little(maru: Stand, clock: Clock) -> None:
    await maru.account()
    token = (await pair_of(maru))["access_token"]

    clock.forward(timedelta(minutes=10, seconds=29))
    late = await status_of(maru, token)
    clock.forward(timedelta(seconds=2))

    assert (late, await status_of(maru, token)) == (200, 401)


async def test_a_token_ends_with_its_session(maru: Stand) -> None:
    await maru.account()
    pair = await pair_of(maru)
    bearer = await maru.caller(authorization=f"Bearer {pair['access_token']}")
    before = (await bearer.get("/api/v2/who")).status_code
    await bearer.post("/api/auth/logout")

    assert (before, await status_of(maru, pair["access_token"])) == (200, 401)
    again = await (await maru.caller()).post(
        "/api/auth/refresh", json={"refresh_token": pair["refresh_token"]}
    )
    assert again.status_code == 401


def _sign(header: dict[str, Any], claims: dict[str, Any], key: Any, alg: str = "ES256") -> str:
    return jwt.encode(claims, key, algorithm=alg, headers=header)


def _unsigned(header: dict[str, Any], claims: dict[str, Any], _: Stand) -> str:
    parts = [json.dumps({**header, "alg": "none"}).encode(), json.dumps(claims).encode()]
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts) + "."


def _swapped(header: dict[str, Any], claims: dict[str, Any], maru: Stand) -> str:
    """HS256 with the public key as the secret."""
    import hashlib
    import hmac

    public = maru.signing_key()[1].public_key()
    pem = public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    parts = [json.dumps({**header, "alg": "HS256"}).encode(), json.dumps(claims).encode()]
    text = ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)
    mac = hmac.digest(pem, text.encode(), hashlib.sha256)
    return f"{text}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"


def _stranger(header: dict[str, Any], claims: dict[str, Any], _: Stand) -> str:
    return _sign(header, claims, ec.generate_private_key(ec.SECP256R1()))


def _own_key(named: str) -> Forge:
    """A key of the forger's own, brought along in the header."""

    def forge(header: dict[str, Any], claims: dict[str, Any], _: Stand) -> str:
        private = ec.generate_private_key(ec.SECP256R1())
        jwk = jwt.algorithms.ECAlgorithm.to_jwk(private.public_key(), as_dict=True)
        brought = {"jwk": jwk, "jku": "https://evil.example/keys", "x5u": "https://evil.example/c"}[named]
        return _sign({**header, named: brought}, claims, private)

    return forge


def _header(**changed: Any) -> Forge:
    def forge(header: dict[str, Any], claims: dict[str, Any], maru: Stand) -> str:
        return _sign({**header, **changed}, claims, maru.signing_key()[1])

    return forge


def _claims(**changed: Any) -> Forge:
    """Signed by the true key: None takes the claim away."""

    def forge(header: dict[str, Any], claims: dict[str, Any], maru: Stand) -> str:
        now = claims["iat"]
        changes = {name: value(now) if callable(value) else value for name, value in changed.items()}
        kept = {name: value for name, value in {**claims, **changes}.items() if value is not None}
        return _sign(header, kept, maru.signing_key()[1])

    return forge


def _cut(header: dict[str, Any], claims: dict[str, Any], maru: Stand) -> str:
    return _sign(header, claims, maru.signing_key()[1]).rsplit(".", 1)[0] + "."


def _changed(header: dict[str, Any], claims: dict[str, Any], maru: Stand) -> str:
    first, _, last = _sign(header, claims, maru.signing_key()[1]).split(".")
    body = base64.urlsafe_b64encode(json.dumps({**claims, "sub": "admin"}).encode()).rstrip(b"=").decode()
    return f"{first}.{body}.{last}"


def _deep(header: dict[str, Any], claims: dict[str, Any], maru: Stand) -> str:
    nested = b'{"alg":"ES256","kid":' + b"[" * 3000 + b"]" * 3000 + b"}"
    return base64.urlsafe_b64encode(nested).rstrip(b"=").decode() + ".e30.e30"


FORGERIES: dict[str, Forge] = {
    "no signature wanted": _unsigned,
    "signature cut off": _cut,
    "content changed": _changed,
    "the public key as a shared secret": _swapped,
    "a stranger's key under our key's id": _stranger,
    "an unknown key": _header(kid="unknown"),
    "a key id that is a path": _header(kid="../../../../dev/null"),
    "a key id that is a statement": _header(kid="x' UNION SELECT 'k"),
    "a key in the header": _own_key("jwk"),
    "an address of keys": _own_key("jku"),
    "an address of a certificate": _own_key("x5u"),
    "our key, and another in the header": _header(jwk={"kty": "EC"}),
    "something critical": _header(crit=["exp"], exp=1),
    "an identity token": _header(typ="JWT"),
    "no type": _header(typ=None),
    "another issuer": _claims(iss="https://evil.example"),
    "another audience": _claims(aud="somebody-else"),
    "several audiences": _claims(aud=["maru", "somebody-else"]),
    "expired": _claims(exp=lambda now: now - 31),
    "not yet valid": _claims(nbf=lambda now: now + 60),
    "issued in the future": _claims(iat=lambda now: now + 60),
    "an end that is no number": _claims(exp="never"),
    "without end": _claims(exp=None),
    "without beginning": _claims(iat=None),
    "without subject": _claims(sub=None),
    "without id": _claims(jti=None),
    "without issuer": _claims(iss=None),
    "without audience": _claims(aud=None),
    "without session": _claims(sid=None),
    "another's session": _claims(sub="somebody-else"),
    "a session that never was": _claims(sid="01900000-0000-7000-8000-000000000000"),
    "too deep": _deep,
    "too long": lambda *_: "a." + "b" * 10_000 + ".c",
    "no token": lambda *_: "a.b.c",
    "not even text": lambda *_: "%00.%00.%00",
}


@pytest.mark.parametrize("forgery", FORGERIES)
async def test_no_forged_token_is_accepted(maru: Stand, forgery: str) -> None:
    await maru.account()
    true = (await pair_of(maru))["access_token"]
    header = jwt.get_unverified_header(true)
    claims = jwt.decode(true, options={"verify_signature": False})

    forged = FORGERIES[forgery](header, claims, maru)

    assert await status_of(maru, forged) == 401
    assert await status_of(maru, _claims()(header, claims, maru)) == 200  # the forger's tools do work


async def test_a_refresh_token_is_exchanged_once_and_survives_a_restart(make: Make) -> None:
    before = await make()
    await before.account()
    pair = await pair_of(before)
    after = await make()
    caller = await after.caller()

    fresh = (await caller.post("/api/auth/refresh", json={"refresh_token": pair["refresh_token"]})).json()

    assert await status_of(after, fresh["access_token"]) == 200
    assert fresh["refresh_token"] != pair["refresh_token"]


async def test_of_fifty_who_use_one_refresh_token_one_wins_and_then_the_family_ends(maru: Stand) -> None:
    id = await maru.account()
    pair = await pair_of(maru)
    caller = await maru.caller()
    body = {"refresh_token": pair["refresh_token"]}

    answers = await asyncio.gather(*(caller.post("/api/auth/refresh", json=body) for _ in range(50)))

    won = [each.json() for each in answers if each.status_code == 200]
    assert len(won) == 1
    assert {each.status_code for each in answers} == {200, 401}
    assert await status_of(maru, won[0]["access_token"]) == 401
    assert await status_of(maru, pair["access_token"]) == 401
    later = await caller.post("/api/auth/refresh", json={"refresh_token": won[0]["refresh_token"]})
    assert later.status_code == 401
    assert [line.action for line in await maru.audit(id)].count("account.refresh-reused") >= 1


async def test_the_reuse_of_a_refresh_token_is_seen_after_a_restart_too(make: Make) -> None:
    before = await make()
    await before.account()
    pair = await pair_of(before)
    caller = await before.caller()
    first = await caller.post("/api/auth/refresh", json={"refresh_token": pair["refresh_token"]})
    after = await make()
    thief = await after.caller()

    assert (
        await thief.post("/api/auth/refresh", json={"refresh_token": pair["refresh_token"]})
    ).status_code == 401
    assert await status_of(after, first.json()["access_token"]) == 401


async def test_a_ticket_is_good_once_for_thirty_seconds(maru: Stand, clock: Clock) -> None:
    id = await maru.account()
    caller = await maru.caller()
    await caller.post("/api/auth/login", json=RIGHT)

    async def ticket() -> str:
        answer = (await caller.post("/api/auth/ticket", headers=OURS)).json()
        assert answer["expiresIn"] == 30
        return str(answer["ticket"])

    used, late = await ticket(), await ticket()
    shown = [maru.accounts.admit(ticket=used) for _ in range(20)]
    outcomes = await asyncio.gather(*shown, return_exceptions=True)
    admitted = [each for each in outcomes if not isinstance(each, BaseException)]
    clock.forward(timedelta(seconds=31))
    expired = await asyncio.gather(maru.accounts.admit(ticket=late), return_exceptions=True)

    assert [each.id for each in admitted] == [id]
    assert all(
        isinstance(each, Problem) and each.status == 401
        for each in [*expired, *outcomes]
        if each not in admitted
    )
    assert await maru.accounts.present(id, admitted[0].session)
    await caller.post("/api/auth/logout", headers=OURS)
    assert not await maru.accounts.present(id, admitted[0].session)


async def test_a_ticket_of_an_ended_session_admits_nobody(maru: Stand) -> None:
    await maru.account()
    caller = await maru.caller()
    await caller.post("/api/auth/login", json=RIGHT)
    ticket = (await caller.post("/api/auth/ticket", headers=OURS)).json()["ticket"]
    await caller.post("/api/auth/logout", headers=OURS)

    (outcome,) = await asyncio.gather(maru.accounts.admit(ticket=ticket), return_exceptions=True)

    assert isinstance(outcome, Problem) and outcome.status == 401


async def test_a_token_in_another_systems_words_is_accepted_until_it_ends(maru: Stand, clock: Clock) -> None:
    id = await maru.account()
    grant = Grant(
        account=id,
        issuer="gateway",
        audience="tickets",
        seconds=86400,
        claims={"user_id": id, "role": "user"},
    )
    token = await maru.accounts.token(grant)
    header, claims = jwt.get_unverified_header(token), jwt.decode(token, options={"verify_signature": False})

    assert (claims["iss"], claims["aud"], claims["role"]) == ("gateway", "tickets", "user")
    assert await status_of(maru, token) == 200
    swapped = _sign(header, {**claims, "aud": "maru", "iss": "http://127.0.0.1:8080"}, maru.signing_key()[1])
    assert await status_of(maru, swapped) == 401
    clock.forward(timedelta(hours=23))
    assert await status_of(maru, token) == 200
    clock.forward(timedelta(hours=2))
    assert await status_of(maru, token) == 401


async def test_keys_rotate_without_refusing_anybody(make: Make, clock: Clock) -> None:
    maru, neighbour = await make("shared"), await make("shared")
    await maru.account()
    rotate = next(job for job in maru.parts.jobs if job.name.endswith(".keys")).run
    signed: list[str] = []
    kids: list[str] = []
    known: set[str] = set()
    for _ in range(80):
        clock.forward(timedelta(days=1))
        assert await rotate() in (0, 1, 2)
        token = (await pair_of(maru))["access_token"]
        signed.append(token)
        kids.append(jwt.get_unverified_header(token)["kid"])
        assert await status_of(neighbour, token) == 200
        assert len(kids) < 2 or kids[-1] in known, "a key signs only after others have had a day to read it"
        keys = (await (await neighbour.caller()).get("/.well-known/jwks.json")).json()["keys"]
        known = {key["kid"] for key in keys}

    published = (await (await neighbour.caller()).get("/.well-known/jwks.json")).json()["keys"]
    assert len(set(kids)) == 3
    assert kids[-1] in {key["kid"] for key in published}
    assert kids[0] not in {key["kid"] for key in published}
    assert all("d" not in key for key in published)


async def test_signing_keys_are_readable_by_their_owner_alone(maru: Stand) -> None:
    folder = maru.settings.folder / "keys" / "signing"

    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    assert folder.stat().st_mode & 0o777 == 0o700
    assert manifest.name == "identity.accounts"
