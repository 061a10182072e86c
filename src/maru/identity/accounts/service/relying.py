"""Trusting another issuer instead of ourselves: its sign-in through our server, its access tokens at our doors."""

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import msgspec
from msgspec import Struct

from maru.chassis.settings import Settings
from maru.chassis.sql import SqlTx, micros
from maru.chassis.store import Store
from maru.chassis.web import Client
from maru.identity.accounts.contract import Account, SlipSpent
from maru.identity.accounts.domain import addresses, roles
from maru.identity.accounts.domain.lifetimes import FLOW, Kind
from maru.identity.accounts.service.foreign import ForeignIssuer
from maru.identity.accounts.service.hashing import digest, secret
from maru.identity.accounts.service.sign_in import SignIn
from maru.identity.accounts.service.sign_up import announce, new_row
from maru.identity.accounts.service.tokens import KEPT, checked, header, refused
from maru.identity.accounts.service.visits import Opened, Visit, Visits
from maru.identity.accounts.store.people import People, Row
from maru.identity.accounts.store.sessions import Slips

REQUIRED: Final = ("iss", "sub", "iat", "exp")


class Flow(Struct, frozen=True):
    """A sign-in that is under way at the other issuer."""

    nonce: str
    verifier: str
    next: str


class Subject(Struct, frozen=True):
    """Somebody as the issuer tells. `groups` are absent where it does not speak of groups."""

    id: str
    email: str
    verified: bool
    name: str
    groups: tuple[str, ...] | None


class _Verified(Struct, frozen=True):
    account: str
    groups: tuple[str, ...]
    exp: float


@dataclass
class Relying:
    """Also the `Bearers` of a Maru that trusts another issuer."""

    store: Store[SqlTx]
    settings: Settings
    now: Callable[[], datetime]
    new_id: Callable[[], str]
    issuer: ForeignIssuer
    visits: Visits
    sign_in: SignIn
    _verified: dict[str, _Verified] = field(default_factory=dict)

    @property
    def _callback(self) -> str:
        return f"{self.settings.address}/api/auth/oidc/callback"

    async def start(self, next: str) -> tuple[str, str]:
        """Where to send the browser, and the state that it has to bring back."""
        configuration = await self.issuer.configuration()
        state, flow = secret(), Flow(secret(), secret(), local_path(next))
        challenge = base64.urlsafe_b64encode(hashlib.sha256(flow.verifier.encode()).digest()).rstrip(b"=")
        body, end = msgspec.json.encode(flow), micros(self.now() + FLOW)
        await self.store.write(lambda tx: Slips(tx).add("flow", digest(state), body, end))
        ask = {
            "response_type": "code",
            "client_id": self.settings.identity.client_id,
            "redirect_uri": self._callback,
            "scope": "openid email profile",
            "state": state,
            "nonce": flow.nonce,
            "code_challenge": challenge.decode(),
            "code_challenge_method": "S256",
        }
        address = configuration.authorization_endpoint
        return f"{address}{'&' if '?' in address else '?'}{urlencode(ask)}", state

    async def finish(
        self, code: str, state: str, kept: str, client: Client, cookie: str
    ) -> tuple[Opened, str]:
        """A session for whom the issuer names, and the page they wanted. `kept` is the state this browser kept.

        Refuses `SlipSpent` for a sign-in that this browser did not begin, and `Unauthenticated`.
        """
        key, now = digest(state), self.now()
        if not kept or not hmac.compare_digest(kept.encode(), state.encode()):
            raise _strange()
        body = await self.store.write(lambda tx: Slips(tx).use("flow", key, micros(now)))
        if body is None:
            raise _strange()
        flow = msgspec.json.decode(body, type=Flow)
        tokens = await self.issuer.redeem(code, flow.verifier, self._callback)
        claims = await self._identity(tokens.id_token, flow.nonce)
        subject = _subject(claims)

        def unit(tx: SqlTx) -> Opened:
            account = self._account(tx, subject, now)
            return self.sign_in.welcome(tx, account, Kind.BROWSER, client, now, cookie)

        return await self.store.write(unit), flow.next

    async def _identity(self, token: str, nonce: str) -> Mapping[str, Any]:
        """The claims of an identity token that was made for us, for this very sign-in."""
        claims, typ = await self._claims(token)
        client_id = self.settings.identity.client_id
        audience = _audiences(claims)
        if client_id not in audience or (len(audience) > 1 and claims.get("azp") != client_id):
            raise refused()
        if typ == "at+jwt" or claims.get("token_use", "id") != "id":
            raise refused()
        if not hmac.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
            raise refused()
        return claims

    async def visit(self, token: str) -> Visit:
        known = self._verified.get(token)
        now = self.now()
        if known is None or now.timestamp() >= known.exp:
            known = await self._verify(token, now)
        visit = await self.visits.of_account(known.account, f"bearer:{digest(token)}", known.groups)
        if visit is None:
            raise refused()
        return visit

    async def _verify(self, token: str, now: datetime) -> _Verified:
        claims, typ = await self._claims(token)
        identity = self.settings.identity
        if "token_use" in claims:  # Cognito names the application instead of an audience
            accepted = claims["token_use"] == "access" and claims.get("client_id") == identity.client_id
        else:
            audience = _audiences(claims)
            accepted = typ == "at+jwt" and not {identity.audience, identity.client_id}.isdisjoint(audience)
        if not accepted:
            raise refused()
        groups = roles.of_groups(_groups(claims) or ())
        account = await self._subject_account(token, claims, now)
        if len(self._verified) >= KEPT:
            self._verified.clear()
        found = self._verified[token] = _Verified(account, groups, float(claims["exp"]))
        return found

    async def _subject_account(self, token: str, claims: Mapping[str, Any], now: datetime) -> str:
        issuer, id = self.issuer.name, str(claims["sub"])
        linked = await self.store.read(lambda tx: People(tx).linked(issuer, id))
        if linked is not None:
            return linked
        told = claims if "email" in claims else {**claims, **await self.issuer.userinfo(token)}
        if told.get("sub") != id:
            raise refused()
        subject = msgspec.structs.replace(_subject(told), groups=None)
        return (await self.store.write(lambda tx: self._account(tx, subject, now))).id

    async def _claims(self, token: str) -> tuple[Mapping[str, Any], str]:
        said = header(token)
        if said.alg not in ("RS256", "ES256"):
            raise refused()
        key = await self.issuer.key(said.kid, said.alg)
        if key is None:
            raise refused()
        claims = checked(token, key, said.alg, self.now().timestamp(), REQUIRED)
        if str(claims["iss"]).rstrip("/") != self.issuer.name or not isinstance(claims["sub"], str):
            raise refused()
        return claims, said.typ.lower().removeprefix("application/")

    def _account(self, tx: SqlTx, subject: Subject, now: datetime) -> Account:
        """Part of a unit: the account of this subject, made if there is none.

        An address, and the account that has it, are the subject's only if the issuer vouches for it. Until then the
        account has a name in place of one, so that nobody can keep another's address.
        """
        people, issuer = People(tx), self.issuer.name
        granted = None if subject.groups is None else roles.of_groups(subject.groups)
        linked = people.linked(issuer, subject.id)
        row = people.row(linked) if linked is not None else None
        if row is None:
            held = people.find(subject.email) if subject.verified else None
            row = held or self._begin(tx, subject, granted or (), now)
            people.link(issuer, subject.id, row.id)
        elif subject.verified and not row.verified and people.find(subject.email) is None:
            people.save(row.id, email=subject.email, verified=1)
            announce(tx, people.must(row.id), now, "", "")
        if granted is not None:
            people.save(row.id, granted=msgspec.json.encode(granted).decode())
            tx.after_commit(self.visits.forget)
        return people.whole(people.must(row.id)).account

    def _begin(self, tx: SqlTx, subject: Subject, granted: Sequence[str], now: datetime) -> Row:
        own = subject.verified
        email = subject.email if own else f"{digest(subject.id)[:24]}@{_host(self.issuer.name)}"
        row = new_row(self.new_id(), email, subject.name, tuple(granted), now, verified=own)
        People(tx).add(row)
        if own:
            announce(tx, row, now, "", "")
        return row


def _subject(claims: Mapping[str, Any]) -> Subject:
    id, email = str(claims["sub"]), addresses.folded(str(claims.get("email") or ""))
    known = len(email) <= 254 and addresses.ADDRESS.fullmatch(email) is not None
    verified = known and claims.get("email_verified") in (True, "true")
    told = (claims.get(each) for each in ("name", "preferred_username", "username", "email"))
    name = next((str(each) for each in told if each), id)
    return Subject(id, email, verified, " ".join(name.split())[:100], _groups(claims))


def _groups(claims: Mapping[str, Any]) -> tuple[str, ...] | None:
    for name in ("cognito:groups", "groups"):
        if isinstance(claims.get(name), list):
            return tuple(str(each) for each in claims[name])
    return None


def _audiences(claims: Mapping[str, Any]) -> tuple[str, ...]:
    given = claims.get("aud")
    return tuple(str(each) for each in given) if isinstance(given, list) else (str(given or ""),)


def _host(issuer: str) -> str:
    host = urlsplit(issuer).hostname or "issuer"
    return host if "." in host and ":" not in host else "issuer.invalid"


def local_path(wanted: str) -> str:
    """A path of this Maru; anything that a browser could read as another site becomes the start page."""
    plain = wanted.isascii() and wanted.isprintable() and not set(wanted) & set('\\ "<>')
    return wanted if plain and wanted.startswith("/") and not wanted.startswith("//") else "/"


def _strange() -> SlipSpent:
    return SlipSpent("로그인을 처음부터 다시 시작해 주세요.")
