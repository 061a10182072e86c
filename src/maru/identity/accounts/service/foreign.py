"""What another issuer publishes: its configuration and keys, fetched with bounds and kept through its outages."""

import asyncio
import ipaddress
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final, Generic, TypeVar
from urllib.parse import urlsplit

import httpx
import jwt
import msgspec
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from msgspec import Struct

from maru.chassis.problems import Unauthenticated, Unavailable
from maru.chassis.settings import IdentitySettings
from maru.chassis.telemetry import log
from maru.identity.accounts.service.tokens import refused

FRESH: Final = timedelta(minutes=10)
STALE: Final = timedelta(hours=24)
AGAIN: Final = timedelta(seconds=30)
SOON: Final = timedelta(seconds=2)
BYTES: Final = 256 * 1024
SECONDS: Final = 5.0
KEYS: Final = 100


V = TypeVar("V")
S = TypeVar("S")


class Configuration(Struct, frozen=True):
    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str = ""


class Tokens(Struct, frozen=True):
    """What an issuer gives for a code."""

    id_token: str
    access_token: str = ""


class Kept(Generic[V]):
    """Something fetched: fresh for ten minutes, good for a day if it cannot be fetched again.

    Whoever comes while it is being fetched waits for that fetch; a failure is not tried again at once.
    """

    def __init__(self, fetch: Callable[[], Awaitable[V]], now: Callable[[], datetime]) -> None:
        self._fetch, self._now = fetch, now
        self._lock = asyncio.Lock()
        self._value: V | None = None
        self._got: datetime | None = None
        self._tried: datetime | None = None

    async def get(self, *, newer: bool = False) -> V:
        """With `newer` fetch again although it is fresh, yet at most once in half a minute."""
        async with self._lock:
            now = self._now()
            fresh = self._got is not None and now - self._got < FRESH
            rested = self._tried is None or now - self._tried >= (AGAIN if self._got else SOON)
            if (not fresh or newer) and rested:
                self._tried = now
                try:
                    self._value, self._got = await self._fetch(), now
                except (Unavailable, Unauthenticated):
                    log.warning("issuer.unreachable", has=str(self._got))
            if self._value is None or self._got is None or now - self._got > STALE:
                raise unreachable()
            return self._value


class ForeignIssuer:
    """The issuer that this Maru trusts instead of itself."""

    def __init__(
        self, settings: IdentitySettings, http: httpx.AsyncClient, now: Callable[[], datetime]
    ) -> None:
        self.name = settings.issuer.rstrip("/")
        self._settings, self._http = settings, http
        self._configuration = Kept(self._fetch_configuration, now)
        self._keys = Kept(self._fetch_keys, now)

    async def configuration(self) -> Configuration:
        return await self._configuration.get()

    async def key(self, kid: str, algorithm: str) -> Any:
        """The public key of that id, if it is one for this algorithm."""
        keys = await self._keys.get()
        if (kid, algorithm) not in keys:
            keys = await self._keys.get(newer=True)
        return keys.get((kid, algorithm))

    async def redeem(self, code: str, verifier: str, redirect_uri: str) -> Tokens:
        """Exchange a code for tokens. Refuses `Unauthenticated` if the issuer does not take the code."""
        configuration = await self.configuration()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "client_id": self._settings.client_id,
            "code_verifier": verifier,
        }
        own = self._settings.client_secret
        auth = httpx.BasicAuth(self._settings.client_id, own) if own else None
        body = await self._ask("POST", configuration.token_endpoint, data=form, auth=auth)
        return _read(body, Tokens)

    async def userinfo(self, token: str) -> Mapping[str, Any]:
        """What the issuer tells of a token's subject; nothing if it tells nothing."""
        address = (await self.configuration()).userinfo_endpoint
        if not address:
            return {}
        try:
            body = await self._ask("GET", address, headers={"authorization": f"Bearer {token}"})
        except (Unavailable, Unauthenticated):
            return {}
        return _read(body, dict[str, Any])

    async def _fetch_configuration(self) -> Configuration:
        body = await self._ask("GET", f"{self.name}/.well-known/openid-configuration")
        found = _read(body, Configuration)
        if found.issuer.rstrip("/") != self.name:
            raise unreachable()
        return found

    async def _fetch_keys(self) -> Mapping[tuple[str, str], Any]:
        address = self._settings.jwks_url or (await self.configuration()).jwks_uri
        body = await self._ask("GET", address)
        keys = _read(body, dict[str, Any]).get("keys")
        return _keys(keys if isinstance(keys, list) else [])

    async def _ask(self, method: str, address: str, **given: Any) -> bytes:
        refuse_plain(address)
        try:
            async with asyncio.timeout(SECONDS), self._http.stream(method, address, **given) as answer:
                body = b""
                async for part in answer.aiter_bytes():
                    body += part
                    if len(body) > BYTES:
                        raise unreachable()
                if answer.status_code in (400, 401):
                    raise refused()
                if answer.status_code != 200:
                    raise unreachable()
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError):
            raise unreachable() from None
        return body


def _keys(published: list[Any]) -> Mapping[tuple[str, str], Any]:
    """Signing keys by id and the one algorithm that fits; what we do not know is passed over."""
    found: dict[tuple[str, str], Any] = {}
    for each in published[:KEYS]:
        if (
            not isinstance(each, dict)
            or each.get("use", "sig") != "sig"
            or not isinstance(each.get("kid"), str)
        ):
            continue
        try:
            key = jwt.PyJWK(each, algorithm={"RSA": "RS256", "EC": "ES256"}.get(str(each.get("kty")))).key
        except (jwt.PyJWTError, ValueError, TypeError, KeyError):
            continue
        if isinstance(key, rsa.RSAPublicKey) and key.key_size >= 2048:
            found[each["kid"], "RS256"] = key
        elif isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1):
            found[each["kid"], "ES256"] = key
    return found


def refuse_plain(address: str) -> None:
    """Secrets and keys travel over TLS, but on the machine itself."""
    parts = urlsplit(address)
    if parts.scheme == "https" or (parts.scheme == "http" and _loopback(parts.hostname or "")):
        return
    raise unreachable()


def _loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _read(body: bytes, shape: type[S]) -> S:
    try:
        return msgspec.json.decode(body, type=shape)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise unreachable() from None


def unreachable() -> Unavailable:
    return Unavailable("로그인 서비스에 연결할 수 없습니다. 잠시 후 다시 시도해 주세요.")
