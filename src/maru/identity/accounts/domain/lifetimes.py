"""How long things hold, and whether one still does."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from msgspec import Struct


class Kind(StrEnum):
    """How a session is carried: by a browser's cookie, or by tokens that an application keeps."""

    BROWSER = "browser"
    TOKEN = "token"


IDLE: Final = {Kind.BROWSER: timedelta(minutes=30), Kind.TOKEN: timedelta(days=7)}
ABSOLUTE: Final = {Kind.BROWSER: timedelta(hours=12), Kind.TOKEN: timedelta(days=30)}
SEEN_EVERY: Final = timedelta(minutes=1)
REMEMBERED: Final = timedelta(seconds=5)

ACCESS: Final = timedelta(minutes=10)
LEEWAY: Final = timedelta(seconds=30)
TICKET: Final = timedelta(seconds=30)
CODE: Final = timedelta(seconds=60)
FLOW: Final = timedelta(minutes=10)
SIGN_UP: Final = timedelta(hours=24)
RESET: Final = timedelta(minutes=30)
ONE_TIME: Final = timedelta(hours=24)

KEY_AGE: Final = timedelta(days=30)
KEY_OVERLAP: Final = timedelta(days=2)


class Life(Struct, frozen=True):
    """The moments of one session."""

    kind: Kind
    seen: datetime
    expires: datetime
    ended: bool = False

    def holds(self, now: datetime) -> bool:
        return not self.ended and now < self.expires and now - self.seen < IDLE[self.kind]
