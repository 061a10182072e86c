"""How long somebody who fails must wait. An attempt counts as a failure until it has succeeded, so that many at
once gain nothing."""

from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct

FORGOTTEN: Final = timedelta(minutes=15)
LONGEST: Final = timedelta(minutes=15)


class Attempts(Struct, frozen=True):
    """The failures of one account or address."""

    failures: int = 0
    last: datetime | None = None
    until: datetime | None = None

    def wait(self, now: datetime) -> int:
        """Whole seconds until the next attempt may be made; 0 if it may be made now."""
        if self.until is None or self.until <= now:
            return 0
        return max(1, -((now - self.until) // timedelta(seconds=1)))

    def failed(self, now: datetime, per_min: int) -> "Attempts":
        """After one more failure: the first `per_min` are free, each one after doubles the wait."""
        before = 0 if self.last is None or now - self.last > FORGOTTEN else self.failures
        failures = before + 1
        until = None
        if failures >= per_min:
            until = now + min(timedelta(seconds=60 / per_min) * 2 ** min(failures - per_min, 12), LONGEST)
        return Attempts(failures, now, until)

    def succeeded(self) -> "Attempts":
        """The attempt that was counted beforehand was none."""
        return Attempts(max(self.failures - 1, 0), self.last, None)
