"""Accounts, what other systems and issuers know them as, and their second factor."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import bindparam, delete, func, insert, or_, select, update

from maru.chassis.sql import Query, SqlTx, Statement
from maru.identity.accounts.contract import DEMO_DOMAIN, Account, AddressTaken, UnknownAccount, UsernameTaken
from maru.identity.accounts.domain.roles import OF_SYSTEM
from maru.identity.accounts.store.schema import accounts, links, memberships, recovery_codes


class Row(Struct, kw_only=True):
    """An account as it is stored."""

    id: str
    tenant: str
    email: str
    username: str | None
    name: str
    title: str = ""
    password: str | None
    one_time_until: int | None = None
    granted: str
    verified: int
    locale: str = "ko"
    theme: str = "auto"
    time_zone: str = "Asia/Seoul"
    totp: bytes | None = None
    totp_offered: bytes | None = None
    totp_step: int = 0
    created: int
    version: int = 1


class Membership(Struct):
    whose: str
    system: str
    claims: str
    roles: str
    number: int


class Known(Struct, frozen=True):
    """An account with everything that is known of it."""

    row: Row
    account: Account


class People:
    _get = Query(select(accounts).where(accounts.c.id == bindparam("id")), Row)
    _of_email = Query(select(accounts).where(accounts.c.email == bindparam("email")), Row)
    _of_username = Query(select(accounts).where(accounts.c.username == bindparam("username")), Row)
    _add = Statement(
        insert(accounts).prefix_with("OR IGNORE", dialect="sqlite").prefix_with("IGNORE", dialect="mysql")
    )
    _demo = Query(
        select(accounts)
        .where(accounts.c.email.like(f"%@{DEMO_DOMAIN}"))
        .order_by(accounts.c.created)
        .limit(50),
        Row,
    )
    _memberships = Query(
        select(memberships)
        .where(or_(memberships.c.whose == bindparam("id"), memberships.c.whose == bindparam("email")))
        .order_by(memberships.c.system, memberships.c.whose)
        .limit(100),
        Membership,
    )
    _number = Query(
        select(memberships.c.number).where(
            memberships.c.whose == bindparam("whose"), memberships.c.system == bindparam("system")
        ),
        int,
    )
    _leave = Statement(
        delete(memberships).where(
            memberships.c.whose == bindparam("whose"), memberships.c.system == bindparam("system")
        )
    )
    _join = Statement(insert(memberships))
    _linked = Query(
        select(links.c.account_id).where(
            links.c.issuer == bindparam("issuer"), links.c.subject == bindparam("subject")
        ),
        str,
    )
    _link = Statement(
        insert(links).prefix_with("OR IGNORE", dialect="sqlite").prefix_with("IGNORE", dialect="mysql")
    )

    def __init__(self, tx: SqlTx) -> None:
        self._tx = tx

    def add(self, row: Row) -> None:
        """Refuses `AddressTaken` and `UsernameTaken`."""
        if self._tx.run(self._add, **msgspec.structs.asdict(row)) == 1:
            return
        holder = self._tx.one(self._of_username, username=row.username)
        if row.username is not None and holder is not None:
            raise UsernameTaken("이미 쓰이는 사용자명입니다. 다른 이름을 정해 주세요.")
        raise AddressTaken("이미 가입된 이메일입니다. 로그인하거나 비밀번호를 다시 설정해 주세요.")

    def find(self, login: str) -> Row | None:
        """By address or user name, in folded form."""
        if "@" in login:
            return self._tx.one(self._of_email, email=login)
        return self._tx.one(self._of_username, username=login)

    def row(self, id: str) -> Row | None:
        return self._tx.one(self._get, id=id)

    def must(self, id: str) -> Row:
        """Refuses `UnknownAccount`."""
        if (row := self.row(id)) is None:
            raise UnknownAccount("계정을 찾을 수 없습니다.")
        return row

    def known(self, id: str, granted: Sequence[str] | None = None) -> Known | None:
        """The account with its claims and roles as they are now; `granted` instead of what is stored as such."""
        row = self.row(id)
        return None if row is None else self.whole(row, granted)

    def whole(self, row: Row, granted: Sequence[str] | None = None) -> Known:
        """An address that is not the person's own brings no membership. Each system's last word counts: where it
        says that a membership ended, nothing that was granted in that system is left of it."""
        claims: dict[str, int | str] = {}
        roles = set(json.loads(row.granted) if granted is None else granted)
        email = row.email if row.verified else row.id
        said = self._tx.all(self._memberships, id=row.id, email=email)
        last = {each.system: each for each in sorted(said, key=lambda m: (m.number, m.whose == row.id))}
        for system, each in sorted(last.items()):
            if not json.loads(each.claims) and not json.loads(each.roles):
                roles -= OF_SYSTEM.get(system, frozenset())
            claims.update(json.loads(each.claims))
            roles.update(json.loads(each.roles))
        account = Account(
            id=row.id,
            email=row.email,
            name=row.name,
            title=row.title,
            username=row.username,
            tenant=row.tenant,
            roles=tuple(sorted(roles)),
            claims=claims,
            verified=bool(row.verified),
        )
        return Known(row, account)

    def demo(self) -> list[Known]:
        return [self.whole(row) for row in self._tx.all(self._demo)]

    def save(self, id: str, **changed: str | int | bytes | None) -> None:
        """Write the named columns of one account."""
        self._tx.run(_saving(tuple(changed)), account=id, **{f"to_{name}": v for name, v in changed.items()})

    def join(
        self, whose: str, system: str, claims: Mapping[str, int | str], roles: Sequence[str], number: int
    ) -> bool:
        """Replace what the system said before; False if that was said later than this."""
        before = self._tx.value(self._number, whose=whose, system=system)
        if before is not None and number < before:
            return False
        self._tx.run(self._leave, whose=whose, system=system)
        self._tx.run(
            self._join,
            whose=whose,
            system=system,
            claims=json.dumps(dict(claims), ensure_ascii=False),
            roles=json.dumps(list(roles)),
            number=number,
        )
        return True

    def linked(self, issuer: str, subject: str) -> str | None:
        """The account that another issuer's subject has here."""
        found = self._tx.value(self._linked, issuer=issuer, subject=subject)
        return None if found is None else str(found)

    def link(self, issuer: str, subject: str, account_id: str) -> None:
        self._tx.run(self._link, issuer=issuer, subject=subject, account_id=account_id)


class SecondFactor:
    """One-time codes: each step and each recovery code is good once."""

    _use_step = Statement(
        update(accounts)
        .where(accounts.c.id == bindparam("account"), accounts.c.totp_step < bindparam("step"))
        .values(totp_step=bindparam("step"))
    )
    _use_code = Statement(
        delete(recovery_codes).where(
            recovery_codes.c.account_id == bindparam("account_id"), recovery_codes.c.hash == bindparam("hash")
        )
    )
    _forget = Statement(delete(recovery_codes).where(recovery_codes.c.account_id == bindparam("account_id")))
    _add = Statement(insert(recovery_codes))
    _left = Query(
        select(func.count()).where(recovery_codes.c.account_id == bindparam("account_id")),
        int,
    )

    def __init__(self, tx: SqlTx) -> None:
        self._tx = tx

    def use_step(self, account_id: str, step: int) -> bool:
        return self._tx.run(self._use_step, account=account_id, step=step) == 1

    def use_code(self, account_id: str, hash: str) -> bool:
        return self._tx.run(self._use_code, account_id=account_id, hash=hash) == 1

    def replace_codes(self, account_id: str, hashes: Sequence[str]) -> None:
        self._tx.run(self._forget, account_id=account_id)
        for hash in hashes:
            self._tx.run(self._add, account_id=account_id, hash=hash)

    def codes_left(self, account_id: str) -> int:
        return int(self._tx.value(self._left, account_id=account_id))


_savings: dict[tuple[str, ...], Statement] = {}


def _saving(columns: tuple[str, ...]) -> Statement:
    """One statement for each set of columns; there are a handful in the product."""
    if columns not in _savings:
        values: dict[str, Any] = {name: bindparam(f"to_{name}") for name in columns}
        _savings[columns] = Statement(
            update(accounts)
            .where(accounts.c.id == bindparam("account"))
            .values(version=accounts.c.version + 1, **values)
        )
    return _savings[columns]
