"""Who shows a bearer token: one of our own, or of the issuer that this Maru trusts instead of itself."""

from typing import Protocol

from maru.identity.accounts.service.tokens import PASSWORD_CLIENT, Claims, Tokens, refused
from maru.identity.accounts.service.visits import Visit, Visits


class Bearers(Protocol):
    async def visit(self, token: str) -> Visit:
        """Refuses `Unauthenticated` and, if another issuer cannot be asked, `Unavailable`."""
        ...


class OwnBearers:
    """Tokens that this Maru signed. Each belongs to a session, and ends with it."""

    def __init__(self, tokens: Tokens, visits: Visits) -> None:
        self._tokens, self._visits = tokens, visits

    async def visit(self, token: str) -> Visit:
        claims = self._tokens.verify(token)
        visit = await self._of(claims)
        own = (claims.iss, claims.aud) == (self._tokens.issuer, self._tokens.audience)
        if visit.client != (PASSWORD_CLIENT if own else pair(claims.iss, claims.aud)):
            raise refused()
        return visit

    async def of_client(self, token: str) -> Visit:
        """A token that was issued to an application, which may read the person's profile with it."""
        claims = self._tokens.verify(token)
        visit = await self._of(claims)
        if claims.iss != self._tokens.issuer or claims.aud not in (visit.client, self._tokens.audience):
            raise refused()
        return visit

    async def _of(self, claims: Claims) -> Visit:
        visit = await self._visits.of_session(claims.sid)
        if visit is None or visit.who.id != claims.sub:
            raise refused()
        return visit


def pair(issuer: str, audience: str) -> str:
    """What the session of a token in another system's words is named."""
    return f"{issuer} {audience}"[:120]
