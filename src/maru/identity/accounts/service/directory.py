"""What other services and the command line ask of accounts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from maru.chassis.audit import AuditLog, Line
from maru.chassis.problems import Invalid
from maru.chassis.settings import Settings
from maru.chassis.sql import SqlTx, micros
from maru.chassis.store import Store
from maru.chassis.web import Client
from maru.identity.accounts.contract import (
    Account,
    AccountAdded,
    Grant,
    MembershipChanged,
    Person,
    UnknownAccount,
)
from maru.identity.accounts.domain import addresses, passwords
from maru.identity.accounts.domain import roles as known_roles
from maru.identity.accounts.domain.lifetimes import ONE_TIME, Kind
from maru.identity.accounts.service.bearers import Bearers, pair
from maru.identity.accounts.service.hashing import Hasher, secret
from maru.identity.accounts.service.sign_in import Credentials, SignIn
from maru.identity.accounts.service.sign_up import announce, new_row
from maru.identity.accounts.service.tokens import Tokens, refused
from maru.identity.accounts.service.visits import Visits
from maru.identity.accounts.store.people import People


@dataclass
class Directory:
    """Offers `Accounts`."""

    store: Store[SqlTx]
    settings: Settings
    now: Callable[[], datetime]
    new_id: Callable[[], str]
    hasher: Hasher
    visits: Visits
    sign_in: SignIn
    tokens: Tokens
    bearers: Bearers
    _demo: dict[str, str] = field(default_factory=dict)

    async def add(
        self,
        email: str,
        name: str,
        roles: Sequence[str],
        password: str | None = None,
        title: str = "",
        username: str | None = None,
        position: str = "",
        department: str = "",
    ) -> AccountAdded:
        one_time = secret()[:20] if password is None else None
        now = self.now()
        row = new_row(
            self.new_id(),
            addresses.address(email),
            addresses.called(name),
            known_roles.known(roles),
            now,
            password=await self._hash(password or one_time or ""),
            one_time_until=micros(now + ONE_TIME) if one_time else None,
            title=title.strip()[:100],
            username=None if username is None else addresses.username(username),
        )

        def unit(tx: SqlTx) -> AccountAdded:
            People(tx).add(row)
            announce(tx, row, now, position, department, "account.added", actor="operator")
            return AccountAdded(row.id, one_time)

        return await self.store.write(unit)

    async def reset(self, email: str) -> AccountAdded:
        one_time, login, now = secret()[:20], addresses.folded(email), self.now()
        fresh = await self.hasher.hash(one_time)

        def unit(tx: SqlTx) -> AccountAdded:
            people = People(tx)
            row = people.find(login)
            if row is None:
                raise UnknownAccount(f"{email} 계정은 없습니다. 주소를 확인하거나 계정을 먼저 추가하세요.")
            people.save(row.id, password=fresh, one_time_until=micros(now + ONE_TIME))
            self.visits.end_others(tx, row.id, now)
            _audit(tx, row.tenant, row.id, "account.password-reset-by-operator", now)
            return AccountAdded(row.id, one_time)

        return await self.store.write(unit)

    async def find(self, email: str) -> Account | None:
        def unit(tx: SqlTx) -> Account | None:
            people = People(tx)
            row = people.find(addresses.folded(email))
            return None if row is None else people.whole(row).account

        return await self.store.read(unit)

    async def get(self, id: str) -> Account | None:
        known = await self.store.read(lambda tx: People(tx).known(id))
        return None if known is None else known.account

    async def enter(self, login: str, password: str, address: str) -> Account:
        return await self.sign_in.enter(Credentials(login, password), address)

    async def admit(self, ticket: str = "", cookie: str = "", bearer: str = "") -> Person:
        if ticket:
            visit = await self.visits.of_ticket(ticket)
        elif cookie:
            visit = await self.visits.of_cookie(cookie)
        else:
            visit = await self.bearers.visit(bearer)
        if visit is None:
            raise refused()
        who = visit.who
        return Person(id=who.id, tenant=who.tenant, roles=who.roles, claims=who.claims, session=who.session)

    async def present(self, account: str, session: str | None) -> bool:
        if session is None:
            return await self.get(account) is not None
        visit = await self.visits.of_session(session)
        return visit is not None and visit.who.id == account

    async def token(self, grant: Grant) -> str:
        """Its session may be listed and ended like any other."""
        now, life = self.now(), timedelta(seconds=grant.seconds)
        own = self.tokens.registered(grant.account, life, grant.audience, grant.issuer)
        if strange := sorted(grant.claims.keys() & own.keys()):
            raise Invalid(f"claims cannot name {', '.join(strange)}")
        client = Client(address="", agent="", cookies={}, secure=True, host="")
        of = pair(grant.issuer, grant.audience)

        def unit(tx: SqlTx) -> str:
            known = People(tx).known(grant.account)
            if known is None:
                raise UnknownAccount("계정을 찾을 수 없습니다.")
            return self.visits.open(
                tx, known.account, Kind.TOKEN, client, now, of=of, expires=now + life
            ).session

        session = await self.store.write(unit)
        return self.tokens.keys.sign({**grant.claims, **own, "sid": session}, "at+jwt")

    def hear(self, tx: SqlTx, event: MembershipChanged) -> None:
        """A system says what it knows somebody as; it can give no roles but its own."""
        email = addresses.folded(event.email)
        whose = event.account_id or email
        if not whose:
            return
        given = known_roles.of_membership(event.system, event.roles)
        if People(tx).join(whose, event.system, event.claims, given, event.number):
            tx.after_commit(self.visits.forget)
            detail = {"system": event.system, "roles": " ".join(given)}
            AuditLog(tx).add(
                Line(
                    tenant=event.tenant,
                    at=event.at,
                    action="account.membership-changed",
                    subject=whose,
                    actor=event.actor,
                    detail=detail,
                )
            )

    async def _hash(self, password: str) -> str:
        """Demo accounts share one password: its hash is worked out once."""
        text = passwords.normalised(password)
        if not self.settings.demo_mode:
            return await self.hasher.hash(text)
        if text not in self._demo:
            self._demo = {text: await self.hasher.hash(text)}
        return self._demo[text]


def _audit(tx: SqlTx, tenant: str, account: str, action: str, now: datetime) -> None:
    AuditLog(tx).add(Line(tenant=tenant, at=now, action=action, subject=account, actor="operator"))
