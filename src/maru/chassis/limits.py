"""Bounds at the edge: requests per minute (GCRA), depth of JSON."""

import ipaddress
import time
from collections.abc import Callable, Sequence

from maru.chassis.problems import RateLimited

JSON_DEPTH = 32
KEPT = 100_000  # callers remembered; beyond it, those at rest are forgotten first


class Gcra:
    """Generic cell rate algorithm (ITU-T I.371): `per_min` in the long run, `burst` at once; one number a caller."""

    def __init__(self, per_min: int, burst: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._interval, self._slack, self._clock = 60 / per_min, 60 / per_min * max(burst - 1, 0), clock
        self._due: dict[str, float] = {}

    def take(self, caller: str) -> float:
        """0 if the request may pass; else the seconds until one would."""
        now = self._clock()
        due = max(self._due.get(caller, now), now)
        if due - now > self._slack + 1e-9:
            return due - now - self._slack
        if len(self._due) >= KEPT and caller not in self._due:
            self._due = {name: at for name, at in self._due.items() if at > now}
        self._due[caller] = due + self._interval
        return 0.0


class RateLimiter:
    """What every request passes: a limit per person, none for networks that are said to carry load."""

    def __init__(self, per_min: int, burst: int, exempt: Sequence[str] = ()) -> None:
        self._gcra = Gcra(per_min, burst)
        self._exempt = [ipaddress.ip_network(network, strict=False) for network in exempt]
        self._known: dict[str, bool] = {}

    def check(self, person: str, address: str) -> None:
        """Refuses `RateLimited` with the seconds to wait."""
        if self._exempt and self.exempts(address):
            return
        wait = self._gcra.take(person)
        if wait:
            seconds = max(1, round(wait + 0.5))
            raise RateLimited(f"요청이 너무 많습니다. {seconds}초 후 다시 시도해 주세요.", wait=seconds)

    def exempts(self, address: str) -> bool:
        if address not in self._known:
            if len(self._known) > KEPT:
                self._known.clear()
            try:
                parsed = ipaddress.ip_address(address)
                self._known[address] = any(parsed in network for network in self._exempt)
            except ValueError:
                self._known[address] = False
        return self._known[address]


def too_deep(body: bytes) -> bool:
    """Does this JSON nest beyond `JSON_DEPTH`? Cheap for the ordinary body: few brackets cannot nest deep."""
    if body.count(b"{") + body.count(b"[") <= JSON_DEPTH:
        return False
    depth, inside, escaped = 0, False, False
    for byte in body:
        if inside:
            if escaped:
                escaped = False
            elif byte == 0x5C:
                escaped = True
            elif byte == 0x22:
                inside = False
        elif byte == 0x22:
            inside = True
        elif byte in b"{[":
            depth += 1
            if depth > JSON_DEPTH:
                return True
        elif byte in b"}]":
            depth -= 1
    return False
