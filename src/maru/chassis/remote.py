"""The service in another process behind its contract: as `rpc.local`, over HTTP.

What surely had no effect is sent again, within a budget: a connection that was refused, an answer that promises so
(`Unavailable`). What may have had one is told to the caller, who has a key of their own to ask again with.
"""

import asyncio
import random
import time
from collections.abc import Callable
from typing import Any, TypeVar, cast

import httpx
import msgspec

from maru.chassis import rpc, trace
from maru.chassis.callee import DEADLINE, address
from maru.chassis.credentials import Credentials
from maru.chassis.problems import DeadlineExceeded, Problem, Unanswered, Unavailable

P = TypeVar("P")

SHARE = 0.1  # retries for each call
SAVED = 10.0  # retries that quiet times may save up
FAILURES = 5  # in a row, until a peer is left alone
PAUSE = 1.0  # seconds it is left alone
IDLE = (
    4.0  # seconds; below the five after which uvicorn closes a connection, so that none is used as it closes
)

_away = "다른 서비스에 연결할 수 없습니다. 잠시 후 다시 시도해 주세요."
_late = "처리 시간이 초과되었습니다. 결과를 확인한 뒤 다시 시도해 주세요."
_broken = "다른 서비스의 응답을 받지 못했습니다. 결과를 확인한 뒤 다시 시도해 주세요."


class Budget:
    """Retries: one at the start, and one for ten calls."""

    def __init__(self) -> None:
        self._left = 1.0

    def earn(self) -> None:
        self._left = min(SAVED, self._left + SHARE)

    def spend(self) -> bool:
        if self._left < 1:
            return False
        self._left -= 1
        return True


class Breaker:
    """Open after `FAILURES` in a row; then one call each `PAUSE` finds out whether the peer is well again."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._failures, self._until = 0, 0.0

    def lets(self) -> bool:
        if self._failures < FAILURES:
            return True
        now = self._clock()
        if now < self._until:
            return False
        self._until = now + PAUSE
        return True

    def tell(self, well: bool) -> None:
        self._failures = 0 if well else self._failures + 1
        if self._failures == FAILURES:
            self._until = self._clock() + PAUSE


class Peer:
    """One other process: its connections, its budget and its breaker, shared by every contract called there."""

    def __init__(
        self,
        url: str,
        credentials: Credentials,
        *,
        seconds: float = rpc.SECONDS,
        clock: Callable[[], float] = time.monotonic,
        wire: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._url, self._credentials, self._seconds = url.rstrip("/"), credentials, seconds
        self._clock, self._wire = clock, wire
        self._budget, self._breaker = Budget(), Breaker(clock)
        self._held: httpx.AsyncClient | None = None

    async def call(self, contract: type[Any], method: rpc.Method, sent: bytes) -> bytes:
        until = self._clock() + rpc.left(self._seconds)
        self._budget.earn()
        while True:
            left = until - self._clock()
            if left <= 0:
                raise DeadlineExceeded(_late)
            if not self._breaker.lets():
                raise Unavailable(_away)
            answer = await self._send(contract, method, sent, left)
            if isinstance(answer, bytes):
                return answer
            if not nothing_happened(answer) or not self._budget.spend():
                raise answer
            await asyncio.sleep(random.uniform(0.02, 0.1))

    async def _send(
        self, contract: type[Any], method: rpc.Method, sent: bytes, left: float
    ) -> bytes | Problem:
        """One try; the breaker learns what came of it."""
        headers = {
            "authorization": f"Bearer {self._credentials.token()}",
            "content-type": "application/json",
            DEADLINE: str(max(1, int(left * 1000))),
        }
        if traceparent := trace.current():
            headers["traceparent"] = traceparent
        answer: bytes | Problem
        try:
            async with asyncio.timeout(left):
                url = self._url + address(contract, method.name)
                response = await self._client().post(url, content=sent, headers=headers)
            answer = response.content if response.status_code == 200 else refusal(contract, response.content)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout):
            answer = Unavailable(_away)
        except (TimeoutError, httpx.TimeoutException):
            answer = DeadlineExceeded(_late)
        except httpx.HTTPError:
            answer = Unanswered(_broken)
        self._breaker.tell(not isinstance(answer, Unavailable))
        return answer

    def _client(self) -> httpx.AsyncClient:
        if self._held is None:
            self._held = httpx.AsyncClient(
                verify=self._url.startswith("https:"),
                trust_env=False,
                transport=self._wire,
                timeout=httpx.Timeout(self._seconds, connect=min(1.0, self._seconds)),
                limits=httpx.Limits(max_connections=64, max_keepalive_connections=16, keepalive_expiry=IDLE),
            )
        return self._held

    async def close(self) -> None:
        if self._held is not None:
            await self._held.aclose()


def nothing_happened(refusal: Problem) -> bool:
    return isinstance(refusal, Unavailable) and not isinstance(refusal, DeadlineExceeded)


def refusal(contract: type[Any], content: bytes) -> Problem:
    """What an answer that is no result says; anything but a problem came from between the two processes."""
    try:
        return rpc.revive(contract, content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return Unanswered(_broken)


def remote(contract: type[P], peer: Peer) -> P:
    """The service at `peer` behind its contract."""

    async def carry(method: rpc.Method, sent: bytes) -> bytes:
        return await peer.call(cast("type[Any]", contract), method, sent)

    return rpc.stub(contract, carry)
