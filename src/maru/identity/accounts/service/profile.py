"""What people change of their own account: how they are shown, their password, also when they have forgotten it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from zoneinfo import available_timezones

import msgspec
from msgspec import UNSET, Struct, UnsetType

from maru.chassis.audit import AuditLog, Line
from maru.chassis.problems import Flaw, Invalid
from maru.chassis.settings import Settings
from maru.chassis.sql import SqlTx, micros
from maru.chassis.store import Store
from maru.identity.accounts.contract import SlipSpent, UnknownAccount
from maru.identity.accounts.domain import addresses, passwords
from maru.identity.accounts.domain.lifetimes import RESET
from maru.identity.accounts.service.hashing import Hasher, digest, secret
from maru.identity.accounts.service.second_factor import TwoFactor
from maru.identity.accounts.service.sign_in import Credentials, SignIn
from maru.identity.accounts.service.sign_up import Doorbell
from maru.identity.accounts.service.visits import Visits
from maru.identity.accounts.store.people import Known, People, Row
from maru.identity.accounts.store.sessions import Letters, Slips

LOCALES = ("ko", "en")
THEMES = ("light", "dark", "auto")


class Wanted(Struct, frozen=True):
    """What is to be changed; what is left out stays."""

    name: str | UnsetType = UNSET
    locale: str | UnsetType = UNSET
    theme: str | UnsetType = UNSET
    time_zone: str | UnsetType = UNSET


@dataclass(frozen=True)
class Profile:
    store: Store[SqlTx]
    settings: Settings
    now: Callable[[], datetime]
    hasher: Hasher
    visits: Visits
    sign_in: SignIn
    doorbell: Doorbell
    two_factor: TwoFactor

    async def of(self, account: str) -> Known:
        """Refuses `UnknownAccount`."""
        known = await self.store.read(lambda tx: People(tx).known(account))
        if known is None:
            raise UnknownAccount("계정을 찾을 수 없습니다.")
        return known

    async def change(self, account: str, wanted: Wanted) -> Known:
        named = {
            field: value for field, value in msgspec.structs.asdict(wanted).items() if value is not UNSET
        }
        if "name" in named:
            named["name"] = addresses.called(named["name"])
        _among(named, "locale", LOCALES)
        _among(named, "theme", THEMES)
        if "time_zone" in named and named["time_zone"] not in _zones():
            raise _unknown("$.timeZone", "Asia/Seoul과 같은 시간대 이름을 보내 주세요.")

        def unit(tx: SqlTx) -> Known:
            people = People(tx)
            if named:
                people.save(account, **named)
                tx.after_commit(self.visits.forget)
            return people.whole(people.must(account))

        return await self.store.write(unit)

    async def change_password(
        self, account: str, session: str | None, shown: Credentials, wanted: str, address: str
    ) -> str | None:
        """Every other session ends; the new secret of this browser's session.

        Refuses `WeakPassword` and what `prove` refuses.
        """
        known = await self.of(account)
        fresh = await self.hasher.hash(passwords.chosen(wanted, known.row.email, known.row.name))
        now = self.now()

        def unit(tx: SqlTx, row: Row) -> str | None:
            self._set(tx, row, fresh, now, "account.password-changed", but=session or "")
            return self.visits.renew(tx, session, now) if session else None

        return await self.sign_in.prove(shown, address, unit, second=False)

    async def ask_reset(self, email: str, address: str) -> None:
        """A letter, if the address is somebody's; the answer does not tell."""
        self.doorbell.ring(address)
        login, token, now = addresses.folded(email), secret(), self.now()

        def unit(tx: SqlTx) -> None:
            row = People(tx).find(login)
            if row is None:
                return
            Slips(tx).add("reset", digest(token), msgspec.json.encode(row.id), micros(now + RESET))
            link = f"{self.settings.address}/reset-password?token={token}"
            Letters(tx).add(row.email, "[Maru] 비밀번호 다시 설정", _letter(link), micros(now))
            _audit(tx, row, "account.reset-asked", now)

        await self.store.write(unit)

    async def reset(self, token: str, wanted: str) -> None:
        """Every session ends. Refuses `SlipSpent` and `WeakPassword`; a weak one does not use the link up."""
        key, now = digest(token), self.now()
        slip = await self.store.read(lambda tx: Slips(tx).spent("reset", key))
        if slip is None or slip.used is not None or slip.expires <= micros(now):
            raise _spent()
        known = await self.of(msgspec.json.decode(slip.body, type=str))
        fresh = await self.hasher.hash(passwords.chosen(wanted, known.row.email, known.row.name))

        def unit(tx: SqlTx) -> None:
            if Slips(tx).use("reset", key, micros(now)) is None:
                raise _spent()
            People(tx).save(known.row.id, verified=1)  # whoever reads its letters owns the address
            self._set(tx, known.row, fresh, now, "account.password-reset")

        await self.store.write(unit)

    async def drop_second_factor(self, shown: Credentials, address: str) -> None:
        now = self.now()
        await self.sign_in.prove(
            shown, address, lambda tx, row: self.two_factor.drop(tx, row, now), second=False
        )

    def _set(self, tx: SqlTx, row: Row, hash: str, now: datetime, action: str, but: str = "") -> None:
        People(tx).save(row.id, password=hash, one_time_until=None)
        self.visits.end_others(tx, row.id, now, but)
        _audit(tx, row, action, now)


def _audit(tx: SqlTx, row: Row, action: str, now: datetime) -> None:
    AuditLog(tx).add(Line(tenant=row.tenant, at=now, action=action, subject=row.id, actor=row.id))


def _among(named: dict[str, str], field: str, allowed: tuple[str, ...]) -> None:
    if field in named and named[field] not in allowed:
        raise _unknown(f"$.{field}", f"{field}에는 {', '.join(allowed)} 중 하나를 보내 주세요.")


@cache
def _zones() -> frozenset[str]:
    return frozenset(name for name in available_timezones() if len(name) <= 60)


def _unknown(path: str, sentence: str) -> Invalid:
    return Invalid(sentence, errors=[Flaw(path, sentence)])


def _spent() -> SlipSpent:
    return SlipSpent("링크가 만료되었거나 이미 사용되었습니다. 비밀번호 재설정을 다시 요청해 주세요.")


def _letter(link: str) -> str:
    return (
        "비밀번호를 다시 설정하려면 아래 링크를 여세요(30분 동안 유효, 한 번만 사용).\n"
        f"{link}\n\n요청하지 않았다면 이 메일을 무시하셔도 됩니다. 비밀번호는 바뀌지 않습니다.\n"
    )
