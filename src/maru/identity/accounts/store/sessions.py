"""Sessions, refresh tokens, slips that are good once, failed attempts, letters."""

import msgspec
from msgspec import Struct
from sqlalchemy import bindparam, delete, insert, select, update

from maru.chassis.sql import Query, SqlTx, Statement, moment
from maru.identity.accounts.domain.lifetimes import Kind, Life
from maru.identity.accounts.store.schema import attempts, mails, refreshes, sessions, slips

LISTED = 100


class Session(Struct, kw_only=True):
    id: str
    hash: str | None
    account_id: str
    kind: Kind
    client: str
    agent: str
    address: str
    created: int
    seen: int
    authenticated: int
    expires: int
    ended: int | None = None

    @property
    def life(self) -> Life:
        return Life(self.kind, moment(self.seen), moment(self.expires), self.ended is not None)


class Refresh(Struct):
    hash: str
    session_id: str
    expires: int
    used: int | None = None


class Sessions:
    _add = Statement(insert(sessions))
    _get = Query(select(sessions).where(sessions.c.id == bindparam("id")), Session)
    _of_hash = Query(select(sessions).where(sessions.c.hash == bindparam("hash")), Session)
    _of_account = Query(
        select(sessions)
        .where(
            sessions.c.account_id == bindparam("account_id"),
            sessions.c.ended.is_(None),
            sessions.c.expires > bindparam("now"),
        )
        .order_by(sessions.c.id.desc())
        .limit(LISTED),
        Session,
    )
    _see = Statement(
        update(sessions).where(sessions.c.id == bindparam("session")).values(seen=bindparam("now"))
    )
    _renew = Statement(
        update(sessions)
        .where(sessions.c.id == bindparam("session"))
        .values(hash=bindparam("fresh_hash"), authenticated=bindparam("now"))
    )
    _end = Statement(
        update(sessions)
        .where(
            sessions.c.id == bindparam("session"),
            sessions.c.account_id == bindparam("account"),
            sessions.c.ended.is_(None),
        )
        .values(ended=bindparam("now"))
    )
    _end_all = Statement(
        update(sessions)
        .where(
            sessions.c.account_id == bindparam("account"),
            sessions.c.id != bindparam("but"),
            sessions.c.ended.is_(None),
        )
        .values(ended=bindparam("now"))
    )
    _add_refresh = Statement(insert(refreshes))
    _refresh = Query(select(refreshes).where(refreshes.c.hash == bindparam("hash")), Refresh)
    _use = Statement(
        update(refreshes)
        .where(refreshes.c.hash == bindparam("token"), refreshes.c.used.is_(None))
        .values(used=bindparam("now"))
    )
    _forget_refreshes = Statement(delete(refreshes).where(refreshes.c.expires < bindparam("before")))
    _forget = Statement(delete(sessions).where(sessions.c.expires < bindparam("before")))

    def __init__(self, tx: SqlTx) -> None:
        self._tx = tx

    def add(self, session: Session) -> None:
        self._tx.run(self._add, **msgspec.structs.asdict(session))

    def get(self, id: str) -> Session | None:
        return self._tx.one(self._get, id=id)

    def of_hash(self, hash: str) -> Session | None:
        return self._tx.one(self._of_hash, hash=hash)

    def of_account(self, account_id: str, now: int) -> list[Session]:
        """Those that nobody ended, newest first."""
        return self._tx.all(self._of_account, account_id=account_id, now=now)

    def see(self, id: str, now: int) -> None:
        self._tx.run(self._see, session=id, now=now)

    def renew(self, id: str, hash: str | None, now: int) -> None:
        """The person proved again who they are: a new secret, a new moment of proof."""
        self._tx.run(self._renew, session=id, fresh_hash=hash, now=now)

    def end(self, id: str, account_id: str, now: int) -> bool:
        return self._tx.run(self._end, session=id, account=account_id, now=now) == 1

    def end_all(self, account_id: str, now: int, but: str = "") -> int:
        return self._tx.run(self._end_all, account=account_id, now=now, but=but)

    def add_refresh(self, refresh: Refresh) -> None:
        self._tx.run(self._add_refresh, **msgspec.structs.asdict(refresh))

    def refresh(self, hash: str) -> Refresh | None:
        return self._tx.one(self._refresh, hash=hash)

    def use(self, hash: str, now: int) -> bool:
        """True for exactly one of all who try."""
        return self._tx.run(self._use, token=hash, now=now) == 1

    def forget(self, before: int) -> int:
        return self._tx.run(self._forget, before=before) + self._tx.run(self._forget_refreshes, before=before)


class Slip(Struct):
    kind: str
    body: bytes
    expires: int
    used: int | None


class Slips:
    """What is handed out and good once: tickets, codes, links in letters. Only their hashes are kept."""

    _add = Statement(insert(slips))
    _get = Query(
        select(slips.c.kind, slips.c.body, slips.c.expires, slips.c.used).where(
            slips.c.hash == bindparam("hash"), slips.c.kind == bindparam("kind")
        ),
        Slip,
    )
    _use = Statement(
        update(slips)
        .where(
            slips.c.hash == bindparam("slip"),
            slips.c.kind == bindparam("sort"),
            slips.c.used.is_(None),
            slips.c.expires > bindparam("now"),
        )
        .values(used=bindparam("now"))
    )
    _write = Statement(
        update(slips).where(slips.c.hash == bindparam("slip")).values(body=bindparam("content"))
    )
    _forget = Statement(delete(slips).where(slips.c.expires < bindparam("before")))

    def __init__(self, tx: SqlTx) -> None:
        self._tx = tx

    def add(self, kind: str, hash: str, body: bytes, expires: int) -> None:
        self._tx.run(self._add, kind=kind, hash=hash, body=body, expires=expires, used=None)

    def use(self, kind: str, hash: str, now: int) -> bytes | None:
        """What the slip says, to exactly one of all who show it in time."""
        if self._tx.run(self._use, sort=kind, slip=hash, now=now) != 1:
            return None
        slip = self.spent(kind, hash)
        return None if slip is None else slip.body

    def spent(self, kind: str, hash: str) -> Slip | None:
        return self._tx.one(self._get, kind=kind, hash=hash)

    def write(self, hash: str, body: bytes) -> None:
        self._tx.run(self._write, slip=hash, content=body)

    def forget(self, before: int) -> int:
        return self._tx.run(self._forget, before=before)


class Attempted(Struct):
    failures: int
    last: int
    until: int | None


class AttemptsKept:
    """Who failed how often, by account and by address."""

    _begin = Statement(
        insert(attempts).prefix_with("OR IGNORE", dialect="sqlite").prefix_with("IGNORE", dialect="mysql")
    )
    _hold = Query(
        select(attempts.c.failures, attempts.c.last, attempts.c.until)
        .where(attempts.c.whose == bindparam("whose"))
        .with_for_update(),
        Attempted,
    )
    _set = Statement(
        update(attempts)
        .where(attempts.c.whose == bindparam("key"))
        .values(failures=bindparam("count"), last=bindparam("now"), until=bindparam("upto"))
    )
    _forget = Statement(delete(attempts).where(attempts.c.last < bindparam("before")))

    def __init__(self, tx: SqlTx) -> None:
        self._tx = tx

    def hold(self, whose: str, now: int) -> Attempted:
        """Nobody else reads or changes them until this unit is over: each attempt counts."""
        held = self._tx.one(self._hold, whose=whose)
        if held is None:
            self._tx.run(self._begin, whose=whose, failures=0, last=now, until=None)
            held = self._tx.all(self._hold, whose=whose)[0]
        return held

    def set(self, whose: str, kept: Attempted) -> None:
        self._tx.run(self._set, key=whose, count=kept.failures, now=kept.last, upto=kept.until)

    def forget(self, before: int) -> int:
        return self._tx.run(self._forget, before=before)


class Letter(Struct):
    id: int
    recipient: str
    subject: str
    body: bytes
    at: int


class Letters:
    """Mail that was decided with what it tells of, and is carried out afterwards."""

    _add = Statement(
        insert(mails).values({n: bindparam(n) for n in ("recipient", "subject", "body", "at", "sent")})
    )
    _waiting = Query(
        select(mails.c.id, mails.c.recipient, mails.c.subject, mails.c.body, mails.c.at)
        .where(mails.c.sent.is_(None))
        .order_by(mails.c.id)
        .limit(50),
        Letter,
    )
    _sent = Statement(
        update(mails)
        .where(mails.c.id == bindparam("letter"), mails.c.sent.is_(None))
        .values(sent=bindparam("now"), body=bindparam("nothing"))
    )
    _forget = Statement(delete(mails).where(mails.c.at < bindparam("before")))

    def __init__(self, tx: SqlTx) -> None:
        self._tx = tx

    def add(self, recipient: str, subject: str, body: str, now: int) -> None:
        self._tx.run(self._add, recipient=recipient, subject=subject, body=body.encode(), at=now, sent=None)

    def waiting(self) -> list[Letter]:
        return self._tx.all(self._waiting)

    def sent(self, id: int, now: int) -> None:
        """Its text is forgotten: it held a link that opens an account."""
        self._tx.run(self._sent, letter=id, now=now, nothing=b"")

    def forget(self, before: int) -> int:
        return self._tx.run(self._forget, before=before)
