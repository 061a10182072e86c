"""The OpenID provider's addresses."""

from collections.abc import Mapping
from urllib.parse import parse_qsl, quote, urlencode

import msgspec

from maru.chassis.problems import Malformed
from maru.chassis.web import Client, Principal, Reply, Route, anyone, signed_in
from maru.identity.accounts.service.issuer import Ask, Exchange, Issuer, OauthRefusal
from maru.identity.accounts.service.profile import Profile
from maru.identity.accounts.service.tokens import Tokens

USERINFO = "/oauth2/userinfo"


def issuer_routes(issuer: Issuer, tokens: Tokens, profile: Profile) -> list[Route]:
    async def jwks() -> Reply:
        body = msgspec.json.encode(tokens.keys.jwks())
        return Reply(body, headers={"cache-control": "public, max-age=300"})

    async def configuration() -> Mapping[str, object]:
        return issuer.configuration()

    async def authorize(query: Ask, who: Principal) -> Reply:
        issuer.refuse_strange(query)
        if who.session is None:
            again = f"/oauth2/authorize?{urlencode(msgspec.structs.asdict(query))}"
            return _to(f"/sign-in?next={quote(again, safe='')}")
        return _to(await issuer.authorize(query, who))

    async def token(body: bytes, client: Client) -> Reply:
        try:
            answer = await issuer.exchange(_form(body), client)
        except OauthRefusal as refusal:
            said = {"error": refusal.error, "error_description": refusal.description}
            return Reply(msgspec.json.encode(said), status=401 if refusal.error == "invalid_client" else 400)
        return Reply(msgspec.json.encode(answer))

    async def userinfo(who: Principal) -> Mapping[str, object]:
        return issuer.profile((await profile.of(who.id)).account)

    return [
        Route(method="GET", path="/.well-known/jwks.json", handler=jwks, access=anyone),
        Route(method="GET", path="/.well-known/openid-configuration", handler=configuration, access=anyone),
        Route(method="GET", path="/oauth2/authorize", handler=authorize, access=anyone),
        Route(method="POST", path="/oauth2/token", handler=token, access=anyone),
        Route(method="GET", path=USERINFO, handler=userinfo, access=signed_in),
    ]


def _form(body: bytes) -> Exchange:
    """Each parameter once (RFC 6749, section 3.2)."""
    try:
        pairs = parse_qsl(body.decode("ascii"), max_num_fields=30)
    except ValueError:
        raise Malformed("application/x-www-form-urlencoded 본문을 보내 주세요.") from None
    if len({name for name, _ in pairs}) != len(pairs):
        raise Malformed("매개변수는 한 번씩만 보내 주세요.")
    return msgspec.convert(dict(pairs), Exchange)


def _to(address: str) -> Reply:
    return Reply(content_type="", status=302, headers={"location": address})
