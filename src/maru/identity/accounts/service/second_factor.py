"""The second factor: an authenticator's codes and the recovery codes for when it is lost."""

import io
import secrets
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import segno
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from msgspec import Struct

from maru.chassis import keys
from maru.chassis.audit import AuditLog, Line
from maru.chassis.sql import SqlTx
from maru.chassis.store import Store
from maru.identity.accounts.contract import AlreadyOn, SlipSpent
from maru.identity.accounts.domain import totp
from maru.identity.accounts.service.gate import Gate
from maru.identity.accounts.service.hashing import digest
from maru.identity.accounts.store.people import People, Row, SecondFactor

RECOVERY_CODES = 10


class Offer(Struct, frozen=True):
    """A new authenticator's secret: as text, as the address that applications open, and as a picture of that."""

    secret: str
    uri: str
    qr: str


class Codes:
    """What the commands of an account use to take a code."""

    def __init__(self, folder: Path) -> None:
        self._seal = AESGCM(keys.secret(folder, "totp"))

    def sealed(self, secret: bytes, account: str) -> bytes:
        nonce = secrets.token_bytes(12)
        return nonce + self._seal.encrypt(nonce, secret, account.encode())

    def opened(self, sealed: bytes, account: str) -> bytes:
        return self._seal.decrypt(sealed[:12], sealed[12:], account.encode())

    def spend(self, tx: SqlTx, row: Row, code: str, now: datetime) -> bool:
        """Part of a unit: True if the code is right and has not been used; it is used up then."""
        factor = SecondFactor(tx)
        if (step := self.step(row.totp, row, code, now)) is not None:
            return factor.use_step(row.id, step)
        return factor.use_code(row.id, digest(_plain(code)))

    def step(self, sealed: bytes | None, row: Row, code: str, now: datetime) -> int | None:
        if sealed is None:
            return None
        try:
            secret = self.opened(sealed, row.id)
        except InvalidTag:
            return None  # sealed by a key that is gone: the recovery codes still help
        return totp.step_of(secret, code, now, row.totp_step)


class TwoFactor:
    """Taking an authenticator into use and out of it. Who may, the caller has made sure of."""

    def __init__(self, store: Store[SqlTx], now: Callable[[], datetime], codes: Codes, gate: Gate) -> None:
        self._store, self._now, self._codes, self._gate = store, now, codes, gate

    async def state(self, account: str) -> tuple[bool, int]:
        """Is it on, and how many recovery codes are left?"""

        def unit(tx: SqlTx) -> tuple[bool, int]:
            return People(tx).must(account).totp is not None, SecondFactor(tx).codes_left(account)

        return await self._store.read(unit)

    async def offer(self, account: str) -> Offer:
        """An authenticator that counts once it is confirmed. Refuses `AlreadyOn`."""
        fresh = secrets.token_bytes(20)

        def unit(tx: SqlTx) -> Row:
            people = People(tx)
            row = people.must(account)
            if row.totp is not None:
                raise AlreadyOn("2단계 인증이 이미 켜져 있습니다. 바꾸려면 먼저 꺼 주세요.")
            people.save(account, totp_offered=self._codes.sealed(fresh, account))
            return row

        uri = totp.uri(fresh, (await self._store.write(unit)).email)
        picture = io.BytesIO()
        segno.make(uri, error="m").save(picture, kind="svg", scale=4, border=2, xmldecl=False)
        return Offer(totp.shown(fresh), uri, picture.getvalue().decode())

    async def confirm(self, account: str, code: str, address: str) -> list[str]:
        """The offered authenticator counts from now on; its recovery codes, shown this once.

        Refuses `SlipSpent` if the code is not of the offered one.
        """
        fresh = [_recovery_code() for _ in range(RECOVERY_CODES)]
        now = self._now()

        async with self._gate.attempt(account, address) as attempt:

            def unit(tx: SqlTx) -> bool:
                people = People(tx)
                row = people.must(account)
                step = self._codes.step(row.totp_offered, row, code, now)
                if step is None or row.totp is not None:
                    return False
                attempt.settle(tx)
                people.save(account, totp=row.totp_offered, totp_offered=None, totp_step=step)
                SecondFactor(tx).replace_codes(account, [digest(_plain(each)) for each in fresh])
                _audit(tx, row, "account.second-factor-on", now)
                return True

            if not await self._store.write(unit):
                raise SlipSpent("코드가 올바르지 않습니다. 인증 앱에 보이는 6자리를 다시 입력해 주세요.")
        return fresh

    def drop(self, tx: SqlTx, row: Row, now: datetime) -> None:
        """Part of a unit: the password is enough again."""
        People(tx).save(row.id, totp=None, totp_offered=None)
        SecondFactor(tx).replace_codes(row.id, [])
        _audit(tx, row, "account.second-factor-off", now)


def _recovery_code() -> str:
    """50 bits in ten letters that are not mistaken for one another."""
    letters = "".join(secrets.choice("abcdefghjkmnpqrstuvwxyz23456789") for _ in range(10))
    return f"{letters[:5]}-{letters[5:]}"


def _plain(code: str) -> str:
    return "".join(letter for letter in code.lower() if letter.isalnum())


def _audit(tx: SqlTx, row: Row, action: str, now: datetime) -> None:
    AuditLog(tx).add(Line(tenant=row.tenant, at=now, action=action, subject=row.id, actor=row.id))
