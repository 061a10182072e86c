"""What a person wants to hear, and when."""

from datetime import datetime, time, timedelta

from msgspec import Struct

from maru.erp.notifications.contract import Kind, UnknownKind
from maru.erp.notifications.domain.drafts import SEOUL
from maru.erp.notifications.domain.templates import TEMPLATES


class Quiet(Struct, frozen=True):
    """Hours of the day in Seoul, to the minute; they may go over midnight. Equal ends mean no hour at all."""

    begin: time
    end: time

    def until(self, now: datetime) -> datetime | None:
        """When these hours end, if `now` is in them."""
        here = now.astimezone(SEOUL)
        clock = here.time().replace(second=0, microsecond=0)
        over_midnight = self.end < self.begin
        low, high = (self.end, self.begin) if over_midnight else (self.begin, self.end)
        if (low <= clock < high) is over_midnight:
            return None
        ends = datetime.combine(here.date(), self.end, SEOUL)
        return ends if ends > here else ends + timedelta(days=1)


def check_muted(kinds: list[Kind]) -> list[Kind]:
    """In a fixed order, each once. Refuses kinds that ask the recipient to act, or that the law wants delivered."""
    for kind in kinds:
        if not TEMPLATES[kind].mutable:
            raise UnknownKind(f"{kind} 알림은 끌 수 없습니다.", kind=str(kind))
    return sorted(set(kinds))
