"""Sessions: opened at sign-in, looked up at every request, renewed, listed, ended. Also refresh tokens and tickets."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final

import msgspec
from msgspec import Struct

from maru.chassis.audit import AuditLog, Line
from maru.chassis.problems import Problem
from maru.chassis.sql import SqlTx, micros, moment
from maru.chassis.store import Store
from maru.chassis.web import Client, Principal
from maru.identity.accounts.contract import AUTHENTICATED, Account
from maru.identity.accounts.domain.lifetimes import ABSOLUTE, IDLE, REMEMBERED, SEEN_EVERY, TICKET, Kind
from maru.identity.accounts.service.hashing import digest, secret
from maru.identity.accounts.service.tokens import PASSWORD_CLIENT, refused
from maru.identity.accounts.store.people import People
from maru.identity.accounts.store.sessions import Refresh, Session, Sessions, Slips

KEPT: Final = 50_000


class Visit(Struct, frozen=True):
    """Who is asking, in which session; true until `until`."""

    who: Principal
    client: str
    until: datetime


class Opened(Struct, frozen=True):
    """A new session: `secret` is the cookie of a browser or the refresh token of an application."""

    account: Account
    session: str
    secret: str


class Ticket(Struct, frozen=True):
    account: str
    session: str | None
    roles: tuple[str, ...]


class Visits:
    def __init__(self, store: Store[SqlTx], now: Callable[[], datetime], new_id: Callable[[], str]) -> None:
        self._store, self._now, self._new_id = store, now, new_id
        self._known: dict[str, Visit] = {}

    def forget(self) -> None:
        """What is remembered may be wrong now: ask the store again."""
        self._known.clear()

    async def of_cookie(self, value: str) -> Visit | None:
        """The visit whose session this secret opens; None if it opens none (any more)."""
        key = digest(value)
        return await self._visit(key, lambda sessions: sessions.of_hash(key))

    async def of_session(self, id: str) -> Visit | None:
        return await self._visit(id, lambda sessions: sessions.get(id))

    async def of_account(self, id: str, key: str, granted: Sequence[str]) -> Visit | None:
        """Without a session of ours: by another issuer's token, which says what is granted."""
        now = self._now()
        visit = self._known.get(key)
        if visit is not None and now < visit.until:
            return visit
        known = await self._store.read(lambda tx: People(tx).known(id, granted))
        if known is None:
            return None
        return self._remember(key, Visit(principal(known.account, None, {}), "", now + REMEMBERED))

    async def _visit(self, key: str, find: Callable[[Sessions], Session | None]) -> Visit | None:
        now = self._now()
        visit = self._known.get(key)
        if visit is not None and now < visit.until:
            return visit

        def unit(tx: SqlTx) -> tuple[Session, Account] | None:
            session = find(Sessions(tx))
            if session is None or not session.life.holds(now):
                return None
            known = People(tx).known(session.account_id)
            return None if known is None else (session, known.account)

        found = await self._store.read(unit)
        if found is None:
            return None
        session, account = found
        if now - moment(session.seen) >= SEEN_EVERY:
            await self._see(session.id, now)
        life = session.life
        until = min(now + REMEMBERED, life.expires, life.seen + IDLE[life.kind])
        proof = {AUTHENTICATED: session.authenticated // 1_000_000}
        return self._remember(key, Visit(principal(account, session.id, proof), session.client, until))

    async def _see(self, id: str, now: datetime) -> None:
        try:
            await self._store.write(lambda tx: Sessions(tx).see(id, micros(now)))
        except Problem:
            return  # a store that cannot write must not keep people from reading

    def _remember(self, key: str, visit: Visit) -> Visit:
        if len(self._known) >= KEPT:
            self._known.clear()
        self._known[key] = visit
        return visit

    def open(
        self,
        tx: SqlTx,
        account: Account,
        kind: Kind,
        client: Client,
        now: datetime,
        *,
        of: str = PASSWORD_CLIENT,
        expires: datetime | None = None,
    ) -> Opened:
        """Part of a unit: a new session with a secret of its own. Its id and secret are new at every sign-in."""
        id, given = self._new_id(), secret()
        at, end = micros(now), micros(expires or now + ABSOLUTE[kind])
        browser = kind is Kind.BROWSER
        Sessions(tx).add(
            Session(
                id=id,
                hash=digest(given) if browser else None,
                account_id=account.id,
                kind=kind,
                client=of,
                agent=client.agent,
                address=client.address[:64],
                created=at,
                seen=at,
                authenticated=at,
                expires=end,
            )
        )
        if not browser:
            Sessions(tx).add_refresh(Refresh(digest(given), id, end))
        return Opened(account, id, given)

    async def refresh(self, token: str, of: str = PASSWORD_CLIENT) -> Opened:
        """Exchange a refresh token, once. A second use ends its session for everybody who holds a token of it."""
        key, given, now = digest(token), secret(), self._now()

        def unit(tx: SqlTx) -> Opened | str:
            sessions = Sessions(tx)
            kept = sessions.refresh(key)
            session = None if kept is None else sessions.get(kept.session_id)
            if kept is None or session is None or session.client != of or not session.life.holds(now):
                return ""
            if not sessions.use(key, micros(now)):
                sessions.end(session.id, session.account_id, micros(now))
                tx.after_commit(self.forget)
                _audit(tx, session.account_id, "account.refresh-reused", now, session=session.id)
                return session.id
            known = People(tx).known(session.account_id)
            if known is None:
                return ""
            sessions.add_refresh(Refresh(digest(given), session.id, session.expires))
            sessions.see(session.id, micros(now))
            return Opened(known.account, session.id, given)

        opened = await self._store.write(unit)
        if isinstance(opened, str):
            raise refused()
        return opened

    async def listed(self, account: str) -> list[Session]:
        now = self._now()
        found = await self._store.read(lambda tx: Sessions(tx).of_account(account, micros(now)))
        return [session for session in found if session.life.holds(now)]

    async def end(self, account: str, session: str) -> bool:
        """One session of the account; False if it has no such session."""
        now = self._now()

        def unit(tx: SqlTx) -> bool:
            if not Sessions(tx).end(session, account, micros(now)):
                return False
            tx.after_commit(self.forget)
            _audit(tx, account, "account.session-ended", now, session=session)
            return True

        return await self._store.write(unit)

    async def end_all(self, account: str) -> int:
        now = self._now()

        def unit(tx: SqlTx) -> int:
            ended = self.end_others(tx, account, now)
            _audit(tx, account, "account.signed-out-everywhere", now, sessions=ended)
            return ended

        return await self._store.write(unit)

    def end_others(self, tx: SqlTx, account: str, now: datetime, but: str = "") -> int:
        """Part of a unit: every session of the account, save one."""
        tx.after_commit(self.forget)
        return Sessions(tx).end_all(account, micros(now), but)

    def replace(self, tx: SqlTx, cookie: str, now: datetime) -> None:
        """Part of a unit: who signs in leaves the session that this browser had before."""
        before = Sessions(tx).of_hash(digest(cookie)) if cookie else None
        if before is not None:
            Sessions(tx).end(before.id, before.account_id, micros(now))
            tx.after_commit(self.forget)

    def renew(self, tx: SqlTx, session: str, now: datetime) -> str | None:
        """Part of a unit: a new secret for a browser's session whose person proved anew who they are."""
        kept = Sessions(tx).get(session)
        given = secret() if kept is not None and kept.kind is Kind.BROWSER else None
        Sessions(tx).renew(session, None if given is None else digest(given), micros(now))
        tx.after_commit(self.forget)
        return given

    async def ticket(self, who: Principal) -> str:
        """For a WebSocket: good once, for 30 seconds."""
        given, body = secret(), msgspec.json.encode(Ticket(who.id, who.session, tuple(sorted(who.roles))))
        end = micros(self._now() + TICKET)
        await self._store.write(lambda tx: Slips(tx).add("ticket", digest(given), body, end))
        return given

    async def of_ticket(self, given: str) -> Visit | None:
        key, now = digest(given), micros(self._now())
        body = await self._store.write(lambda tx: Slips(tx).use("ticket", key, now))
        if body is None:
            return None
        ticket = msgspec.json.decode(body, type=Ticket)
        if ticket.session is None:
            return await self.of_account(ticket.account, f"ticket:{key}", ticket.roles)
        return await self.of_session(ticket.session)


def principal(account: Account, session: str | None, proof: Mapping[str, int | str]) -> Principal:
    """`claims` also carry the person's name and, if it is their own, the address."""
    own: dict[str, int | str] = {"email": account.email} if account.verified else {}
    claims = {**account.claims, **own, "name": account.name, **proof}
    return Principal(account.id, frozenset(account.roles), account.tenant, session, claims)


def _audit(tx: SqlTx, account: str, action: str, now: datetime, **detail: str | int) -> None:
    known = People(tx).row(account)
    tenant = known.tenant if known else ""
    AuditLog(tx).add(
        Line(tenant=tenant, at=now, action=action, subject=account, actor=account, detail=detail)
    )
