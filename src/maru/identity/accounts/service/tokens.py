"""Access tokens of our own: ES256, `at+jwt` (RFC 9068), ten minutes. Everything unusual about one is refused."""

import base64
import binascii
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

import jwt
import msgspec
from msgspec import Struct

from maru.chassis.problems import Unauthenticated
from maru.chassis.settings import Settings
from maru.identity.accounts.domain.lifetimes import ACCESS, LEEWAY
from maru.identity.accounts.service.keyring import Keyring

LONGEST: Final = 8192
KEPT: Final = 20_000
REQUIRED: Final = ("iss", "aud", "sub", "iat", "exp", "jti")
PASSWORD_CLIENT: Final = "maru"


class Header(Struct):
    """What a token says of itself before anything of it is believed."""

    alg: str
    kid: str = ""
    typ: str = ""
    jku: object = None
    jwk: object = None
    x5u: object = None
    x5c: object = None
    crit: object = None

    @property
    def brings_a_key(self) -> bool:
        return any(each is not None for each in (self.jku, self.jwk, self.x5u, self.x5c, self.crit))


class Claims(Struct, frozen=True):
    """A verified token of ours."""

    iss: str
    aud: str
    sub: str
    sid: str
    exp: int


_header = msgspec.json.Decoder(Header)


class Tokens:
    def __init__(
        self,
        keys: Keyring,
        settings: Settings,
        now: Callable[[], datetime],
        new_id: Callable[[], str],
    ) -> None:
        self.keys = keys
        self.issuer = settings.address
        self.audience = settings.identity.audience
        self._now, self._new_id = now, new_id
        self._verified: dict[str, Claims] = {}

    def access(
        self,
        account: str,
        session: str,
        groups: tuple[str, ...],
        *,
        client: str = PASSWORD_CLIENT,
        audience: str | None = None,
        scope: str = "",
    ) -> str:
        claims = {
            **self.registered(account, ACCESS, audience or self.audience),
            "client_id": client,
            "sid": session,
            "groups": groups,
        }
        return self.keys.sign(claims | ({"scope": scope} if scope else {}), "at+jwt")

    def registered(
        self, subject: str, life: timedelta, audience: str, issuer: str | None = None
    ) -> dict[str, object]:
        """The claims that every token of ours has."""
        now = int(self._now().timestamp())
        return {
            "iss": issuer or self.issuer,
            "aud": audience,
            "sub": subject,
            "iat": now,
            "exp": now + int(life.total_seconds()),
            "jti": self._new_id(),
        }

    def verify(self, token: str) -> Claims:
        """Refuses `Unauthenticated`. Which issuer and audience belong together, the session of the token says."""
        now = self._now().timestamp()
        known = self._verified.get(token)
        if known is not None and now < known.exp + LEEWAY.total_seconds():
            return known
        said = header(token)
        public = self.keys.public(said.kid)
        if said.alg != "ES256" or said.typ.lower() not in ("at+jwt", "application/at+jwt") or public is None:
            raise refused()
        payload = checked(token, public, "ES256", now)
        try:
            claims = msgspec.convert(payload, Claims)
        except msgspec.ValidationError:
            raise refused() from None
        if len(self._verified) >= KEPT:
            self._verified = {text: each for text, each in self._verified.items() if each.exp > now}
            if len(self._verified) >= KEPT:
                self._verified.clear()
        self._verified[token] = claims
        return claims


def header(token: str) -> Header:
    """Refuses what is too long, no JWT, or brings its own key."""
    if len(token) > LONGEST or token.count(".") != 2 or not token.isascii():
        raise refused()
    first = token.split(".", 1)[0]
    try:
        said = _header.decode(base64.urlsafe_b64decode(first + "=" * (-len(first) % 4)))
    except (msgspec.DecodeError, UnicodeDecodeError, binascii.Error, RecursionError):
        raise refused() from None
    if said.brings_a_key:
        raise refused()
    return said


def checked(
    token: str, key: Any, algorithm: str, now: float, required: tuple[str, ...] = REQUIRED
) -> Mapping[str, Any]:
    """The payload once signature and times hold; by our clock, not the library's."""
    try:
        payload: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=[algorithm],
            options={
                "require": list(required),
                "verify_aud": False,
                "verify_iss": False,
                "verify_exp": False,
                "verify_nbf": False,
                "verify_iat": False,
                "verify_sub": False,
                "verify_jti": False,
            },
        )
    except (jwt.PyJWTError, ValueError, TypeError, RecursionError):
        raise refused() from None
    leeway = LEEWAY.total_seconds()
    exp, nbf, iat = payload["exp"], payload.get("nbf", 0), payload["iat"]
    if not all(isinstance(each, int) and not isinstance(each, bool) for each in (exp, nbf, iat)):
        raise refused()
    if exp + leeway <= now or nbf - leeway > now or iat - leeway > now:
        raise refused()
    return payload


def refused() -> Unauthenticated:
    return Unauthenticated("인증 정보가 올바르지 않거나 만료되었습니다. 다시 로그인해 주세요.")
