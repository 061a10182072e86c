"""What accounts may forget: a day after it could last matter."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from maru.chassis.sql import SqlTx, micros
from maru.chassis.store import Store
from maru.identity.accounts.store.sessions import AttemptsKept, Letters, Sessions, Slips


@dataclass(frozen=True)
class Housekeeping:
    store: Store[SqlTx]
    now: Callable[[], datetime]

    async def forget(self) -> int:
        """How many rows went. A used refresh token is kept until its session is over, to see it come back."""
        now = self.now()
        day, fortnight = micros(now - timedelta(days=1)), micros(now - timedelta(days=14))

        def unit(tx: SqlTx) -> int:
            gone = Sessions(tx).forget(day) + Slips(tx).forget(day) + AttemptsKept(tx).forget(day)
            return gone + Letters(tx).forget(fortnight)

        return await self.store.write(unit)
