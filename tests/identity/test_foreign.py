"""Tokens of another issuer (the shape of Cognito's, signed with RSA), and how its keys are kept."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from maru.chassis.settings import IdentitySettings
from maru.identity.accounts.contract import MembershipChanged
from tests.identity.conftest import Make
from tests.identity.stand import JUN, Clock, Stand

MINA = "mina@example.com"
POOL = "https://cognito.example/pool"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Pool:
    """A user pool, with its moods."""

    def __init__(self) -> None:
        self.keys: dict[str, Any] = {"k1": KEY}
        self.asked = 0
        self.down = False
        self.body: bytes | None = None
        self.name = POOL
        self.jwks_uri = f"{POOL}/jwks"

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if self.down:
            raise httpx.ConnectError("down")
        if request.url.path.endswith("openid-configuration"):
            return httpx.Response(
                200,
                json={
                    "issuer": self.name,
                    "authorization_endpoint": f"{POOL}/authorize",
                    "token_endpoint": f"{POOL}/token",
                    "jwks_uri": self.jwks_uri,
                },
            )
        self.asked += 1
        if self.body is not None:
            return httpx.Response(200, content=self.body)
        return httpx.Response(200, json={"keys": [self._jwk(kid, key) for kid, key in self.keys.items()]})

    def _jwk(self, kid: str, key: Any) -> dict[str, Any]:
        kind = (
            jwt.algorithms.RSAAlgorithm if isinstance(key, rsa.RSAPrivateKey) else jwt.algorithms.ECAlgorithm
        )
        return {**kind.to_jwk(key.public_key(), as_dict=True), "kid": kid, "use": "sig"}


@pytest.fixture
def pool() -> Pool:
    return Pool()


@pytest.fixture
async def maru(make: Make, pool: Pool) -> Stand:
    http = httpx.AsyncClient(transport=httpx.MockTransport(pool))
    identity = IdentitySettings(issuer=POOL, client_id="app")
    return await make("pooled", http=http, identity=identity)


def token(clock: Clock, kid: str = "k1", key: Any = KEY, alg: str = "RS256", /, **changed: Any) -> str:
    now = int(clock().timestamp())
    claims = {
        "sub": "8f0e",
        "iss": POOL,
        "client_id": "app",
        "token_use": "access",
        "username": "jun",
        "cognito:groups": ["HR", "staff", "pool-of-something"],
        "iat": now,
        "exp": now + 3600,
        "jti": "j1",
    }
    kept = {name: value for name, value in {**claims, **changed}.items() if value is not None}
    return jwt.encode(kept, key, algorithm=alg, headers={"kid": kid})


async def who(maru: Stand, given: str) -> httpx.Response:
    return await (await maru.caller(authorization=f"Bearer {given}")).get("/api/v2/who")


async def test_a_cognito_access_token_names_its_subject_and_groups_become_roles(
    maru: Stand, clock: Clock
) -> None:
    first, again = await who(maru, token(clock)), await who(maru, token(clock, jti="j2"))

    assert first.json()["roles"] == ["hr", "staff"]
    assert first.json()["id"] == again.json()["id"]
    assert (await who(maru, token(clock, **{"cognito:groups": ["staff"]}))).json()["roles"] == ["staff"]


Change = Callable[[int], Any]


@pytest.mark.parametrize(
    "changed",
    [
        {"token_use": "id"},
        {"token_use": None},
        {"client_id": "another-app"},
        {"client_id": None},
        {"iss": "https://cognito.example/another"},
        {"sub": None},
        {"sub": 7},
        {"exp": None},
        {"exp": 1},
        {"nbf": 10**10},
    ],
)
async def test_other_tokens_of_the_issuer_are_refused(
    maru: Stand, clock: Clock, changed: dict[str, Any]
) -> None:
    assert (await who(maru, token(clock, **changed))).status_code == 401
    assert (await who(maru, token(clock))).status_code == 200


async def test_only_the_algorithm_of_the_published_key_is_accepted(
    maru: Stand, clock: Clock, pool: Pool
) -> None:
    curve = ec.generate_private_key(ec.SECP256R1())
    weak = rsa.generate_private_key(public_exponent=65537, key_size=1024)
    pool.keys.update(e1=curve, w1=weak)

    assert (await who(maru, token(clock, "e1", curve, "ES256"))).status_code == 200
    assert (await who(maru, token(clock, "k1", KEY, "RS512"))).status_code == 401
    assert (await who(maru, token(clock, "k1", KEY, "PS256"))).status_code == 401
    assert (await who(maru, token(clock, "e1", KEY))).status_code == 401
    with pytest.warns(jwt.warnings.InsecureKeyLengthWarning):
        short = token(clock, "w1", weak)
    assert (await who(maru, short)).status_code == 401


async def test_keys_are_fetched_once_for_many_and_an_unknown_one_makes_them_fetched_again_but_seldom(
    maru: Stand, clock: Clock, pool: Pool
) -> None:
    await asyncio.gather(*(who(maru, token(clock, jti=str(n))) for n in range(20)))
    assert pool.asked == 1

    clock.forward(timedelta(seconds=31))
    for n in range(20):
        assert (await who(maru, token(clock, f"unknown-{n}"))).status_code == 401
    assert pool.asked == 2

    pool.keys["k2"] = KEY
    clock.forward(timedelta(seconds=31))
    assert (await who(maru, token(clock, "k2"))).status_code == 200


async def test_an_outage_of_the_issuer_is_survived_for_a_day_and_told_when_nothing_is_known(
    maru: Stand, clock: Clock, pool: Pool
) -> None:
    pool.down = True
    assert (await who(maru, token(clock))).status_code == 503
    pool.down = False
    clock.forward(timedelta(seconds=5))
    assert (await who(maru, token(clock))).status_code == 200

    pool.down = True
    clock.forward(timedelta(hours=23))
    assert (await who(maru, token(clock, jti="j3"))).status_code == 200
    clock.forward(timedelta(hours=2))
    assert (await who(maru, token(clock, jti="j4"))).status_code == 503
    pool.down = False
    clock.forward(timedelta(minutes=1))
    assert (await who(maru, token(clock, jti="j5"))).status_code == 200


@pytest.mark.parametrize(
    "body", [b"x" * 300_000, b"[" * 5000, b'{"keys": 7}', b'{"keys": [7, {"kty": "RSA"}]}']
)
async def test_nonsense_instead_of_keys_is_no_key(maru: Stand, clock: Clock, pool: Pool, body: bytes) -> None:
    pool.body = body

    assert (await who(maru, token(clock))).status_code in (401, 503)


@pytest.mark.parametrize("uri", ["http://cognito.example/jwks", "file:///etc/passwd", "ftp://x/y"])
async def test_keys_come_over_tls_or_not_at_all(maru: Stand, clock: Clock, pool: Pool, uri: str) -> None:
    pool.jwks_uri = uri

    assert (await who(maru, token(clock))).status_code == 503
    assert pool.asked == 0


async def test_a_configuration_of_somebody_else_is_not_believed(
    maru: Stand, clock: Clock, pool: Pool
) -> None:
    pool.name = "https://evil.example"

    assert (await who(maru, token(clock))).status_code == 503


async def test_an_address_that_the_issuer_does_not_vouch_for_opens_no_account_that_is_here(
    maru: Stand, clock: Clock
) -> None:
    id = await maru.account(JUN, "admin")

    unproven = await who(maru, token(clock, email=JUN, email_verified=False))
    proven = await who(maru, token(clock, sub="other", email=JUN, email_verified=True))

    assert unproven.json()["id"] != id
    assert "email" not in unproven.json()["claims"]
    assert proven.json()["id"] == id
    await maru.hear(
        MembershipChanged(tenant="maru", at=clock(), system="erp", email=MINA, roles=("manager",), number=1)
    )
    claimed = await who(maru, token(clock, sub="third", email=MINA, email_verified=False))
    assert "manager" not in claimed.json()["roles"]
    owned = await who(maru, token(clock, sub="fourth", email=MINA, email_verified=True))
    assert (owned.json()["claims"]["email"], owned.json()["roles"]) == (MINA, ["hr", "manager", "staff"])
