"""Signing in: with a password and a code at any door, or with one click where everything is a demonstration."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from msgspec import Struct

from maru.chassis.audit import AuditLog, Line
from maru.chassis.problems import NotFound, Unauthenticated
from maru.chassis.settings import Settings
from maru.chassis.sql import SqlTx, moment
from maru.chassis.store import Store
from maru.chassis.web import Client
from maru.identity.accounts.contract import DEMO_DOMAIN, Account, TotpInvalid, TotpRequired
from maru.identity.accounts.domain.addresses import folded
from maru.identity.accounts.domain.lifetimes import Kind
from maru.identity.accounts.domain.passwords import LONGEST, normalised
from maru.identity.accounts.service.gate import Gate
from maru.identity.accounts.service.hashing import Hasher
from maru.identity.accounts.service.second_factor import Codes
from maru.identity.accounts.service.visits import Opened, Visits
from maru.identity.accounts.store.people import People, Row

R = TypeVar("R")


class Credentials(Struct, frozen=True):
    """What somebody shows at a door; `code` is of an authenticator or one of the recovery codes."""

    login: str
    password: str
    code: str = ""


@dataclass(frozen=True)
class SignIn:
    store: Store[SqlTx]
    settings: Settings
    now: Callable[[], datetime]
    hasher: Hasher
    gate: Gate
    visits: Visits
    codes: Codes

    async def prove(
        self,
        shown: Credentials,
        address: str,
        then: Callable[[SqlTx, Row], R],
        *,
        second: bool = True,
    ) -> R:
        """Run `then` in one unit with the proof, so that a code cannot serve two commands.

        Without `second` the password is enough: for who is signed in already. Refuses `Unauthenticated` (unknown and
        wrong alike), `TotpRequired`, `TotpInvalid` and `RateLimited`.
        """
        login = folded(shown.login[:320])
        async with self.gate.attempt(login, address) as attempt:
            row = await self.store.read(lambda tx: People(tx).find(login))
            given = normalised(shown.password[: 4 * LONGEST])
            right = await self.hasher.verify(row.password if row else None, given)
            now = self.now()
            if row is None or not right or _outlived(row, now):
                await self._failed(row, address, now)
                raise wrong()
            if second and row.totp is not None and not shown.code:
                await self.store.write(attempt.uncount)
                raise TotpRequired("인증 앱의 6자리 코드를 입력해 주세요.")

            def unit(tx: SqlTx) -> tuple[R] | None:
                stored = People(tx).row(row.id)
                if stored is None or stored.password != row.password:
                    return None
                if second and stored.totp is not None and not self.codes.spend(tx, stored, shown.code, now):
                    return None
                attempt.settle(tx)
                return (then(tx, stored),)

            done = await self.store.write(unit)
            if done is None:
                await self._failed(row, address, now)
                raise TotpInvalid("인증 코드가 올바르지 않습니다. 새 코드를 입력해 주세요.")
            return done[0]

    async def _failed(self, row: Row | None, address: str, now: datetime) -> None:
        line = Line(
            tenant=row.tenant if row else "",
            at=now,
            action="account.sign-in-failed",
            subject=row.id if row else "unknown",
            detail={"address": address},
        )
        await self.store.write(lambda tx: AuditLog(tx).add(line))

    async def open(self, shown: Credentials, kind: Kind, client: Client, cookie: str = "") -> Opened:
        now = self.now()

        def unit(tx: SqlTx, row: Row) -> Opened:
            return self.welcome(tx, People(tx).whole(row).account, kind, client, now, cookie)

        return await self.prove(shown, client.address, unit)

    async def enter(self, shown: Credentials, address: str) -> Account:
        return await self.prove(shown, address, lambda tx, row: People(tx).whole(row).account)

    async def demo(self, email: str, client: Client, cookie: str = "") -> Opened:
        """Refuses `NotFound` unless this is a demonstration and the account one of its own."""
        login, now = folded(email), self.now()

        def unit(tx: SqlTx) -> Opened:
            row = People(tx).find(login) if login.endswith(f"@{DEMO_DOMAIN}") else None
            if row is None:
                raise NotFound("데모 계정이 아닙니다.")
            return self.welcome(tx, People(tx).whole(row).account, Kind.BROWSER, client, now, cookie)

        if not self.settings.demo_mode:
            raise NotFound("찾을 수 없습니다")
        return await self.store.write(unit)

    async def step_up(self, account: str, session: str, shown: Credentials, address: str) -> str | None:
        """The person proves anew who they are; the new secret of a browser's session."""
        now = self.now()

        def unit(tx: SqlTx, row: Row) -> str | None:
            if row.id != account:
                raise wrong()
            _audit(tx, row.tenant, row.id, "account.stepped-up", now, address)
            return self.visits.renew(tx, session, now)

        return await self.prove(shown, address, unit)

    def welcome(
        self, tx: SqlTx, account: Account, kind: Kind, client: Client, now: datetime, cookie: str = ""
    ) -> Opened:
        """Part of a unit: the session of somebody who has proved who they are."""
        self.visits.replace(tx, cookie, now)
        _audit(tx, account.tenant, account.id, "account.signed-in", now, client.address)
        return self.visits.open(tx, account, kind, client, now)


def _outlived(row: Row, now: datetime) -> bool:
    return row.one_time_until is not None and now >= moment(row.one_time_until)


def _audit(tx: SqlTx, tenant: str, account: str, action: str, now: datetime, address: str) -> None:
    line = Line(
        tenant=tenant, at=now, action=action, subject=account, actor=account, detail={"address": address}
    )
    AuditLog(tx).add(line)


def wrong() -> Unauthenticated:
    return Unauthenticated("이메일 또는 비밀번호가 올바르지 않습니다.")
