"""Bringing an account up to date: every statutory grant that is due, each once, and every expiry."""

from datetime import date

from maru.erp.leave.domain.account import Account, Change, Stamp
from maru.erp.leave.domain.calculator import Terms, entitlements
from maru.erp.leave.domain.ledger import expire, grant, statutory


def bring_up_to_date(account: Account, terms: Terms, stamp: Stamp, since: date | None = None) -> Change:
    """Grant what the calculator says up to today and is not granted yet, then expire what is over.

    Days that a run missed are made up by the next. `since`: the day from which this ledger counts; what was
    granted before it came in with the imported balance.
    """
    change = Change()
    for entitled in entitlements(terms, stamp.today):
        if since is None or entitled.granted >= since:
            change = change.then(grant(account.after(change), statutory(account, entitled), stamp))
    return change.then(expire(account.after(change), stamp))
