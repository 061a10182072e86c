"""Signing up: an account begins once its address is shown to be the person's own."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import msgspec
from msgspec import Struct

from maru.chassis.audit import AuditLog, Line
from maru.chassis.limits import Gcra, RateLimiter
from maru.chassis.problems import NotFound, RateLimited
from maru.chassis.settings import Settings
from maru.chassis.sql import SqlTx, micros
from maru.chassis.store import Store
from maru.identity.accounts.contract import TENANT, AccountVerified, SlipSpent
from maru.identity.accounts.domain import addresses, passwords, roles
from maru.identity.accounts.domain.lifetimes import SIGN_UP
from maru.identity.accounts.service.hashing import Hasher, digest, secret
from maru.identity.accounts.store.people import People, Row
from maru.identity.accounts.store.sessions import Letters, Slips


class Wish(Struct, frozen=True):
    """What somebody signs up with; a title or department they write gives no power."""

    email: str
    password: str
    name: str
    position: str = ""
    department: str = ""


class SignedUp(Struct, frozen=True):
    """`id` is there once the account is; before that its address must be shown to be the person's own."""

    email: str
    verified: bool
    id: str | None = None


class Pending(Struct, frozen=True):
    email: str
    name: str
    position: str
    department: str
    password: str


class Doorbell:
    """How often one address may ask for something that sends mail or makes an account."""

    def __init__(self, settings: Settings) -> None:
        limits = settings.limits
        self._gcra = Gcra(max(limits.sign_up_per_min, 1), max(limits.sign_up_per_min, 1))
        self._sources = RateLimiter(limits.api_per_min, limits.api_burst, limits.load_sources)

    def ring(self, address: str) -> None:
        """Refuses `RateLimited`."""
        if self._sources.exempts(address):
            return
        if wait := self._gcra.take(address):
            seconds = max(1, round(wait + 0.5))
            raise RateLimited(f"요청이 너무 많습니다. {seconds}초 후 다시 시도해 주세요.", wait=seconds)


@dataclass(frozen=True)
class SignUp:
    store: Store[SqlTx]
    settings: Settings
    now: Callable[[], datetime]
    new_id: Callable[[], str]
    hasher: Hasher
    doorbell: Doorbell

    async def ask(self, wish: Wish, address: str) -> SignedUp:
        """In a demonstration the account begins at once. Elsewhere a letter goes out, the answer is the same whether
        or not somebody has the address, and `verify` does the rest."""
        if not self.settings.identity.sign_up:
            raise NotFound("회원가입을 받지 않습니다. 관리자에게 계정을 요청해 주세요.")
        self.doorbell.ring(address)
        email, name = addresses.address(wish.email), addresses.called(wish.name)
        password = passwords.chosen(wish.password, email, name)
        pending = Pending(
            email,
            name,
            wish.position.strip()[:100],
            wish.department.strip()[:100],
            await self.hasher.hash(password),
        )
        if self.settings.demo_mode:
            return await self.store.write(self._begin(pending))
        await self._write_to(pending)
        return SignedUp(email, verified=False)

    async def verify(self, token: str) -> SignedUp:
        """Refuses `SlipSpent`."""
        key, now = digest(token), micros(self.now())

        def unit(tx: SqlTx) -> SignedUp:
            body = Slips(tx).use("sign-up", key, now)
            if body is None:
                raise SlipSpent("확인 링크가 만료되었거나 이미 사용되었습니다. 다시 가입해 주세요.")
            return self._begin(msgspec.json.decode(body, type=Pending))(tx)

        return await self.store.write(unit)

    async def _write_to(self, pending: Pending) -> None:
        token, now = secret(), self.now()

        def unit(tx: SqlTx) -> None:
            letters = Letters(tx)
            if People(tx).find(pending.email) is not None:
                letters.add(
                    pending.email, "[Maru] 이미 가입된 주소입니다", _taken(self.settings.address), micros(now)
                )
                return
            Slips(tx).add("sign-up", digest(token), msgspec.json.encode(pending), micros(now + SIGN_UP))
            link = f"{self.settings.address}/api/auth/sign-up/verify?token={token}"
            letters.add(pending.email, "[Maru] 이메일 주소를 확인해 주세요", _confirm(link), micros(now))

        await self.store.write(unit)

    def _begin(self, pending: Pending) -> Callable[[SqlTx], SignedUp]:
        id, now = self.new_id(), self.now()
        row = new_row(id, pending.email, pending.name, roles.SIGNED_UP, now, password=pending.password)

        def unit(tx: SqlTx) -> SignedUp:
            People(tx).add(row)
            announce(tx, row, now, pending.position, pending.department)
            return SignedUp(row.email, verified=True, id=id)

        return unit


def new_row(
    id: str,
    email: str,
    name: str,
    granted: tuple[str, ...],
    now: datetime,
    *,
    password: str | None = None,
    one_time_until: int | None = None,
    title: str = "",
    username: str | None = None,
    verified: bool = True,
) -> Row:
    return Row(
        id=id,
        tenant=TENANT,
        email=email,
        username=username,
        name=name,
        title=title,
        password=password,
        one_time_until=one_time_until,
        granted=msgspec.json.encode(granted).decode(),
        verified=int(verified),
        created=micros(now),
    )


def announce(
    tx: SqlTx,
    row: Row,
    now: datetime,
    position: str,
    department: str,
    action: str = "account.signed-up",
    actor: str | None = None,
) -> None:
    """Part of a unit: the account is there, and its address is the person's own."""
    by = actor or row.id
    granted = tuple(msgspec.json.decode(row.granted, type=list[str]))
    tx.emit(
        AccountVerified(
            tenant=row.tenant,
            at=now,
            actor=by,
            account_id=row.id,
            email=row.email,
            name=row.name,
            position=position,
            department=department,
            roles=granted,
        )
    )
    AuditLog(tx).add(Line(tenant=row.tenant, at=now, action=action, subject=row.id, actor=by))


def _confirm(link: str) -> str:
    return (
        f"Maru에 가입해 주셔서 고맙습니다.\n\n아래 링크를 열면 가입이 끝납니다(24시간 동안 유효).\n{link}\n"
    )


def _taken(address: str) -> str:
    return (
        "이 주소로 Maru에 가입하려는 요청이 있었습니다. 이미 계정이 있으니 로그인하거나,\n"
        f"비밀번호를 잊었다면 다시 설정해 주세요.\n{address}/sign-in\n\n"
        "요청하지 않았다면 이 메일을 무시하셔도 됩니다.\n"
    )
