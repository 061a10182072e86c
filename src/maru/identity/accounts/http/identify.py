"""How the edge learns who is asking: a bearer token, else a session's cookie, with what keeps other sites out."""

from collections.abc import Sequence
from typing import Final

import falcon.asgi

from maru.chassis.problems import Unauthenticated
from maru.chassis.web import Principal
from maru.identity.accounts.contract import CrossSite
from maru.identity.accounts.http.cookies import PLAIN, named
from maru.identity.accounts.http.issuer import USERINFO
from maru.identity.accounts.service.bearers import Bearers, OwnBearers
from maru.identity.accounts.service.tokens import refused
from maru.identity.accounts.service.visits import Visits

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
CSRF_HEADER: Final = "x-maru-csrf"


class Identify:
    """`doors` are the paths where people come to prove who they are: what they still carry from before is not held
    against them there. A cookie that opens no session is nobody's; a bad bearer token is refused."""

    def __init__(
        self,
        visits: Visits,
        bearers: Bearers,
        doors: Sequence[str],
        origins: Sequence[str],
        own: OwnBearers | None = None,
    ) -> None:
        """`own` where this Maru is an issuer: the applications it serves may ask who somebody is."""
        self._visits, self._bearers, self._own = visits, bearers, own
        self._doors, self._origins = frozenset(doors), frozenset(origins)

    async def __call__(self, req: falcon.asgi.Request) -> Principal | None:
        authorization = req.get_header("authorization")
        if authorization is not None:
            return await self._bearer(req, authorization)
        door = req.path in self._doors
        if door and req.method not in SAFE:
            self._refuse_foreign(req)
        cookie = req.cookies.get(named(PLAIN, secure=req.scheme == "https", host=req.host))
        visit = await self._visits.of_cookie(cookie) if cookie else None
        if visit is None:
            return None
        if req.method not in SAFE and not door:
            same_origin = self._refuse_foreign(req)
            if not same_origin and req.get_header(CSRF_HEADER) is None:
                raise CrossSite(
                    "다른 사이트에서 온 요청일 수 있어 거절했습니다. X-Maru-Csrf 머리글을 보내 주세요."
                )
        return visit.who

    async def _bearer(self, req: falcon.asgi.Request, authorization: str) -> Principal | None:
        scheme, _, token = authorization.partition(" ")
        try:
            if scheme.lower() != "bearer":
                raise refused()
            if self._own is not None and req.path == USERINFO:
                return (await self._own.of_client(token.strip())).who
            return (await self._bearers.visit(token.strip())).who
        except Unauthenticated:
            if req.path in self._doors:
                return None
            raise

    def _refuse_foreign(self, req: falcon.asgi.Request) -> bool:
        """True if the browser says that our own page, or one we trust, sent this. Refuses `CrossSite`."""
        origin = req.get_header("origin")
        if origin is not None:
            own = (f"{req.scheme}://{req.netloc}", f"https://{req.netloc}")
            if origin in own or origin in self._origins:
                return True
            raise CrossSite("다른 사이트에서 온 요청은 받지 않습니다.")
        if req.get_header("sec-fetch-site") in ("cross-site", "same-site"):
            raise CrossSite("다른 사이트에서 온 요청은 받지 않습니다.")
        return False
