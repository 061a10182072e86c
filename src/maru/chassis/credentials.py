"""Who calls at the doors between our own processes: a short-lived token signed with the secret all of them share."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

import jwt

from maru.chassis import clock, ids
from maru.chassis.problems import Unauthenticated
from maru.chassis.web import Principal

LIFE: Final = timedelta(seconds=60)
LEEWAY: Final = timedelta(seconds=30)
KEPT = 1000  # verified tokens remembered until they end
ALGORITHM, KIND, ISSUER, AUDIENCE = "HS256", "service+jwt", "maru", "maru-rpc"


class Credentials:
    """`name` is what this process is called by the others."""

    def __init__(self, secret: str, name: str, now: Callable[[], datetime] = clock.now) -> None:
        self._secret, self._name, self._now = secret.encode(), name, now
        self._made: tuple[float, str] = (0.0, "")
        self._verified: dict[str, tuple[float, Principal]] = {}

    def token(self) -> str:
        """A token for one minute; the same one for the first half of it."""
        now = self._now()
        fresh_until, made = self._made
        if now.timestamp() >= fresh_until:
            claims = {
                "iss": ISSUER,
                "aud": AUDIENCE,
                "sub": self._name,
                "iat": now,
                "exp": now + LIFE,
                "jti": ids.uuid7(),
            }
            made = jwt.encode(claims, self._secret, ALGORITHM, headers={"typ": KIND})
            self._made = (now + LIFE / 2).timestamp(), made
        return made

    def verify(self, token: str) -> Principal:
        """The process that signed it. Refuses `Unauthenticated`, the same for every defect."""
        now = self._now().timestamp()
        until, who = self._verified.get(token, (0.0, Principal("")))
        if now < until:
            return who
        try:
            # PyJWT compares with its own clock; the times are compared with ours below
            read = jwt.decode_complete(
                token,
                self._secret,
                [ALGORITHM],
                audience=AUDIENCE,
                issuer=ISSUER,
                options={
                    "require": ["iss", "aud", "sub", "iat", "exp", "jti"],
                    "verify_exp": False,
                    "verify_iat": False,
                },
            )
            claims, kind = read["payload"], read["header"].get("typ")
            begun, ends = float(claims["iat"]), float(claims["exp"])
        except (jwt.PyJWTError, TypeError, ValueError):
            raise Unauthenticated("서비스 자격을 확인할 수 없습니다") from None
        leeway = LEEWAY.total_seconds()
        longest = begun + LIFE.total_seconds()
        if kind != KIND or begun > now + leeway or not now - leeway < ends <= longest:
            raise Unauthenticated("서비스 자격을 확인할 수 없습니다")
        who = Principal(f"service:{claims['sub']}", frozenset({"service"}))
        if len(self._verified) >= KEPT:
            self._verified.clear()
        self._verified[token] = ends + leeway, who
        return who


def claimed(token: str) -> bool:
    """Does this call itself the token of a process? Whether it is one, `Credentials` says."""
    try:
        return jwt.get_unverified_header(token).get("typ") == KIND
    except jwt.PyJWTError:
        return False
