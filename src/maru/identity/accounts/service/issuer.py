"""This Maru as an OpenID provider for other applications: authorization code with PKCE (RFC 6749, 7636, OIDC Core).

Applications are named in `identity.clients` with their one redirect address. They are public: PKCE binds the code.
"""

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

import msgspec
from msgspec import Struct

from maru.chassis.problems import Malformed, Unauthenticated
from maru.chassis.settings import Settings
from maru.chassis.sql import SqlTx, micros
from maru.chassis.store import Store
from maru.chassis.web import Client, Principal
from maru.identity.accounts.contract import AUTHENTICATED, Account
from maru.identity.accounts.domain.lifetimes import ACCESS, CODE, Kind
from maru.identity.accounts.service.hashing import digest, secret
from maru.identity.accounts.service.tokens import Tokens
from maru.identity.accounts.service.visits import Opened, Visits
from maru.identity.accounts.store.people import People
from maru.identity.accounts.store.sessions import Sessions, Slips


class Ask(Struct, frozen=True):
    """An application's request to know who sits at the browser."""

    client_id: str = ""
    redirect_uri: str = ""
    response_type: str = ""
    scope: str = ""
    state: str = ""
    nonce: str = ""
    code_challenge: str = ""
    code_challenge_method: str = ""


class Exchange(Struct, frozen=True):
    """An application's request for tokens."""

    grant_type: str = ""
    client_id: str = ""
    code: str = ""
    redirect_uri: str = ""
    code_verifier: str = ""
    refresh_token: str = ""


class Answer(Struct, frozen=True, omit_defaults=True):
    access_token: str
    refresh_token: str
    expires_in: int
    scope: str
    id_token: str | None = None
    token_type: str = msgspec.field(default_factory=lambda: "Bearer")


class OauthRefusal(Exception):
    """In the protocol's own words (RFC 6749, section 5.2)."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(description)
        self.error, self.description = error, description


class _Code(Struct, frozen=True):
    ask: Ask
    account: str
    authenticated: int
    opened: str = ""


@dataclass(frozen=True)
class Issuer:
    store: Store[SqlTx]
    settings: Settings
    now: Callable[[], datetime]
    tokens: Tokens
    visits: Visits

    def configuration(self) -> Mapping[str, object]:
        """OpenID Connect Discovery 1.0."""
        home = self.tokens.issuer
        return {
            "issuer": home,
            "authorization_endpoint": f"{home}/oauth2/authorize",
            "token_endpoint": f"{home}/oauth2/token",
            "userinfo_endpoint": f"{home}/oauth2/userinfo",
            "jwks_uri": f"{home}/.well-known/jwks.json",
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code", "refresh_token"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["ES256"],
            "scopes_supported": ["openid", "email", "profile"],
            "token_endpoint_auth_methods_supported": ["none"],
            "code_challenge_methods_supported": ["S256"],
            "claims_supported": ["sub", "email", "email_verified", "name", "groups", "auth_time", "nonce"],
            "authorization_response_iss_parameter_supported": True,
        }

    def refuse_strange(self, ask: Ask) -> None:
        """Refuses `Malformed` for what must never be redirected: an application or address that is not known."""
        known = self.settings.identity.clients.get(ask.client_id)
        if known is None or not hmac.compare_digest(known.encode(), ask.redirect_uri.encode()):
            raise Malformed("등록되지 않은 애플리케이션이거나 돌아갈 주소가 다릅니다.")

    async def authorize(self, ask: Ask, who: Principal) -> str:
        """Where to send the browser of somebody who is signed in: back, with a code or with what is wrong."""
        if error := _wrong(ask):
            return self._back(ask, {"error": error})
        code, at = secret(), who.claims.get(AUTHENTICATED, 0)
        body = msgspec.json.encode(_Code(ask, who.id, int(at)))
        end = micros(self.now() + CODE)
        await self.store.write(lambda tx: Slips(tx).add("code", digest(code), body, end))
        return self._back(ask, {"code": code})

    def _back(self, ask: Ask, said: Mapping[str, str]) -> str:
        given = {**said, "iss": self.tokens.issuer} | ({"state": ask.state} if ask.state else {})
        return f"{ask.redirect_uri}{'&' if '?' in ask.redirect_uri else '?'}{urlencode(given)}"

    async def exchange(self, asked: Exchange, client: Client) -> Answer:
        """Refuses `OauthRefusal`. A code that comes twice ends what its first use opened."""
        if asked.client_id not in self.settings.identity.clients:
            raise OauthRefusal("invalid_client", "unknown client_id")
        if asked.grant_type == "refresh_token":
            return await self._refresh(asked)
        if asked.grant_type != "authorization_code":
            raise OauthRefusal("unsupported_grant_type", "authorization_code or refresh_token")
        now, key = self.now(), digest(asked.code)

        def unit(tx: SqlTx) -> tuple[_Code, Opened] | None:
            body = Slips(tx).use("code", key, micros(now))
            if body is None:
                self._end_first(tx, key, now)
                return None
            code = msgspec.json.decode(body, type=_Code)
            known = People(tx).known(code.account) if _fits(code.ask, asked) else None
            if known is None:
                return None
            opened = self.visits.open(tx, known.account, Kind.TOKEN, client, now, of=asked.client_id)
            Slips(tx).write(key, msgspec.json.encode(msgspec.structs.replace(code, opened=opened.session)))
            return code, opened

        found = await self.store.write(unit)
        if found is None:
            raise OauthRefusal("invalid_grant", "the code is not valid for this request")
        code, opened = found
        identity = self._identity(opened.account, code)
        return self._answer(opened, asked.client_id, code.ask.scope, identity)

    def _end_first(self, tx: SqlTx, key: str, now: datetime) -> None:
        spent = Slips(tx).spent("code", key)
        code = msgspec.json.decode(spent.body, type=_Code) if spent is not None else None
        if code is not None and code.opened:
            Sessions(tx).end(code.opened, code.account, micros(now))
            tx.after_commit(self.visits.forget)

    async def _refresh(self, asked: Exchange) -> Answer:
        try:
            opened = await self.visits.refresh(asked.refresh_token, asked.client_id)
        except Unauthenticated as refusal:
            raise OauthRefusal("invalid_grant", "the refresh token is not valid") from refusal
        return self._answer(opened, asked.client_id, "openid", None)

    def _answer(self, opened: Opened, client_id: str, scope: str, identity: str | None) -> Answer:
        account = opened.account
        access = self.tokens.access(
            account.id, opened.session, account.roles, client=client_id, audience=client_id, scope=scope
        )
        return Answer(access, opened.secret, int(ACCESS.total_seconds()), scope, identity)

    def _identity(self, account: Account, code: _Code) -> str:
        claims = {
            **self.tokens.registered(account.id, ACCESS, code.ask.client_id),
            **self.profile(account),
            "auth_time": code.authenticated,
        }
        return self.tokens.keys.sign(claims | ({"nonce": code.ask.nonce} if code.ask.nonce else {}), "JWT")

    def profile(self, account: Account) -> Mapping[str, object]:
        return {
            "sub": account.id,
            "email": account.email,
            "email_verified": account.verified,
            "name": account.name,
            "groups": account.roles,
        }


def _wrong(ask: Ask) -> str:
    if ask.response_type != "code":
        return "unsupported_response_type"
    if "openid" not in ask.scope.split():
        return "invalid_scope"
    if ask.code_challenge_method != "S256" or len(ask.code_challenge) != 43:
        return "invalid_request"
    return ""


def _fits(ask: Ask, asked: Exchange) -> bool:
    """Is the code shown by the application that asked for it?"""
    proof = base64.urlsafe_b64encode(hashlib.sha256(asked.code_verifier.encode()).digest()).rstrip(b"=")
    same_client = ask.client_id == asked.client_id and ask.redirect_uri == asked.redirect_uri
    return same_client and hmac.compare_digest(proof, ask.code_challenge.encode())
