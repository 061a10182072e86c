"""One STOMP session, whatever carries it: feed it text, ask it for text.

A transport calls `receive` with what came and `pull` for what to send; once `closing` is set and `pull`
gives nothing, it closes its socket with that code. The sweeper calls `tick`. Whatever a peer does wrong is
answered by an ERROR frame and a close code, as STOMP demands; nothing of it is raised.
"""

import asyncio
import itertools
import logging
import random
import re
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from maru.chassis import stomp
from maru.chassis.live.hub import Live
from maru.chassis.live.outbox import Outbox
from maru.chassis.live.subscription import Subscription
from maru.chassis.live.terms import Handshake, LiveSettings, Principal
from maru.chassis.problems import (
    DeadlineExceeded,
    Denied,
    Invalid,
    Malformed,
    Overloaded,
    Problem,
    RateLimited,
    Unavailable,
)
from maru.chassis.stomp import BadFrame, BadText, Frame, FrameTooLarge

_log = logging.getLogger(__name__)

NORMAL: Final = 1000
GOING_AWAY: Final = 1001
PROTOCOL_ERROR: Final = 1002
BAD_DATA: Final = 1007
POLICY: Final = 1008
TOO_BIG: Final = 1009
INTERNAL: Final = 1011
TRY_LATER: Final = 1013

_CODES: Final[Sequence[tuple[type[Problem], int]]] = (
    (FrameTooLarge, TOO_BIG),
    (BadText, BAD_DATA),
    (Malformed, PROTOCOL_ERROR),
    (RateLimited, TRY_LATER),
    (Unavailable, TRY_LATER),
    (Problem, POLICY),
)


class UnknownDestination(Denied):
    """Nobody may subscribe or send there."""


class NotConnected(Denied):
    """CONNECT comes first."""


class TooManySockets(Denied):
    """This person has as many open sockets as one may have."""


class Connection:
    def __init__(
        self,
        settings: LiveSettings,
        handshake: Handshake,
        clock: Callable[[], float],
        cut: Callable[[], None],
    ) -> None:
        self.closing: tuple[int, str] | None = None
        self.person = ""
        self._settings, self._limits, self._handshake = settings, settings.limits, handshake
        self._clock, self._cut = clock, cut
        self._parser = stomp.Parser(settings.limits.frame)
        self._outbox = Outbox(settings.limits.queued, settings.limits.queued_bytes)
        self._destinations = {destination.name: destination for destination in settings.destinations}
        self._subscriptions: dict[str, Subscription] = {}
        self._principal: Principal | None = None
        self._audience: str | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._in_turn = asyncio.Lock()
        self._numbers = itertools.count(1)
        self._opened = self._heard = self._spoke = clock()
        self._beat = self._silence = self._recheck_at = self._closed_at = 0.0
        self._sending_since: float | None = None
        self._absent_since: float | None = None

    # for the transport

    async def receive(self, text: str) -> None:
        """Take what the peer sent, in turn."""
        self._heard = self._clock()
        async with self._in_turn:
            if self.closing:
                return
            try:
                self._parser.feed(text.encode())
                while not self.closing and (frame := self._parser.next()):
                    await self._answer(frame)
            except UnicodeEncodeError:
                self._refuse(BadText("본문이 UTF-8이 아닙니다."), None)
            except Problem as refusal:
                self._refuse(refusal, None)

    async def pull(self, idle: float) -> bytes | None:
        """The next message to send; None after `idle` seconds without, or if only closing is left."""
        self._sending_since = None
        message = self._outbox.take()
        while message is None and not self.closing:
            before = self._clock()
            await self._outbox.filled(idle)
            message = self._outbox.take()
            idle -= self._clock() - before
            if idle <= 0:
                break
        if message is not None:
            self._spoke = self._sending_since = self._clock()
        return message

    def pull_now(self) -> bytes | None:
        """The next message to send, if one waits."""
        return self._outbox.take()

    def sent(self) -> None:
        """What was pulled is on its way."""
        self._sending_since = None

    def attended(self, present: bool) -> None:
        """A fallback session's reader comes and goes; one that stays away has left."""
        self._absent_since = None if present else self._clock()

    def close(self, code: int, reason: str = "") -> None:
        """Send what waits, if the peer takes it soon, then close. The first reason counts."""
        if self.closing is None:
            self.closing, self._closed_at = (code, reason), self._clock()
            for task in self._tasks - {asyncio.current_task()}:
                task.cancel()
            self._outbox.wake()

    def gone(self) -> None:
        """The socket is no more."""
        self.close(NORMAL)
        if self._principal is not None:
            self._settings.hub.drop(self)

    # for the sweeper

    def tick(self, now: float) -> None:
        limits = self._limits
        if self.closing:
            if now - self._closed_at > limits.farewell:
                self._cut()
        elif self._sending_since is not None and now - self._sending_since > limits.stall:
            self._drop_slow()
        elif self._absent_since is not None and now - self._absent_since > limits.absence:
            self.close(GOING_AWAY, "reader left")
        elif self._principal is None:
            if now - self._opened > limits.connect:
                self.close(POLICY, "CONNECT expected")
        elif self._silence and now - self._heard > self._silence:
            self.close(POLICY, "no heart-beat")
        else:
            if self._beat and now - self._spoke >= self._beat - limits.tick and not len(self._outbox):
                self._spoke = now
                self._put(stomp.HEARTBEAT.encode())
            if now >= self._recheck_at:
                self._recheck_at = self._next_recheck(now)
                self._spawn(self._recheck(self._principal))

    # for the hub

    def push(self, notice: Live) -> None:
        for subscription in list(self._subscriptions.values()):
            subscription.push(notice)

    def offer(self, destination: str, body: bytes, audience: str | None) -> None:
        if audience is not None and audience != self._audience:
            return
        for subscription in list(self._subscriptions.values()):
            if subscription.destination.name == destination and subscription.destination.broadcast:
                self._message(subscription, body, None)

    def refill(self) -> None:
        if not self.closing:
            for subscription in self._subscriptions.values():
                subscription.refill()

    # frames

    async def _answer(self, frame: Frame) -> None:
        try:
            if self._principal is None:
                if frame.command not in ("CONNECT", "STOMP"):
                    raise NotConnected("먼저 CONNECT 프레임을 보내야 합니다.")
                await self._connect(frame)
                return
            act = self._ACTS.get(frame.command)
            if act is None or "transaction" in frame.headers:
                raise BadFrame(f"{frame.command} 명령은 지원하지 않습니다.")
            async with asyncio.timeout(self._limits.answer):
                await act(self, frame)
            if receipt := frame.headers.get("receipt"):
                self._send(Frame("RECEIPT", {"receipt-id": receipt}))
            if frame.command == "DISCONNECT":
                self.close(NORMAL, "goodbye")
        except Problem as refusal:
            self._refuse(refusal, frame)
        except TimeoutError:
            self._refuse(DeadlineExceeded("제한 시간 안에 처리하지 못했습니다. 다시 연결해 주십시오."), frame)
        except msgspec.DecodeError as error:
            self._refuse(Invalid(f"본문이 올바르지 않습니다: {error}"), frame)
        except Exception:
            _log.exception("a %s frame failed", frame.command)
            self._refuse(None, frame)

    async def _connect(self, frame: Frame) -> None:
        version = stomp.negotiate(frame.headers.get("accept-version"))
        if version is None:
            raise BadFrame(
                f"지원하는 버전은 {', '.join(stomp.VERSIONS)}입니다.", version=",".join(stomp.VERSIONS)
            )
        can_send, wants = stomp.heartbeat(frame.headers.get("heart-beat"))
        async with asyncio.timeout(self._limits.answer):
            principal = await self._settings.authenticate(replace(self._handshake, connect=frame.headers))
        if self.closing:
            return
        self.person, self._audience = principal.id, self._settings.audience(principal)
        if not self._settings.hub.join(self, self._limits.sockets_per_person):
            raise TooManySockets(
                f"한 사람이 열 수 있는 연결은 {self._limits.sockets_per_person}개까지입니다."
            )
        self._principal = principal
        self._parser.version, now, own = version, self._clock(), self._limits.heartbeat
        self._beat = max(own, wants / 1000) if wants else 0
        self._silence = 2 * max(own, can_send / 1000) if can_send else 0
        self._recheck_at = self._next_recheck(now)
        beats = str(round(own * 1000))
        self._send(
            Frame(
                "CONNECTED",
                {"version": version, "heart-beat": f"{beats},{beats}", "user-name": self.person},
            )
        )

    async def _subscribe(self, frame: Frame) -> None:
        name = _header(frame, "destination")
        destination = self._destinations.get(name)
        if destination is None:
            raise UnknownDestination("구독할 수 없는 대상입니다.", destination=name)
        id = frame.headers.get("id") or (name if self._parser.version == "1.0" else _header(frame, "id"))
        if id in self._subscriptions:
            raise BadFrame("이미 쓰고 있는 구독 id입니다.", id=id)
        if len(self._subscriptions) >= self._limits.subscriptions:
            raise Denied(f"한 연결의 구독은 {self._limits.subscriptions}개까지입니다.")
        if frame.headers.get("ack", "auto") != "auto":
            raise BadFrame("ack 헤더는 auto만 지원합니다.")
        since = frame.headers.get("since")
        if since is not None and (destination.replay is None or not re.fullmatch("[0-9]{1,18}", since)):
            raise BadFrame("since 헤더는 다시 받을 수 있는 대상에서 0 이상의 정수여야 합니다.")
        subscription = Subscription(
            id,
            destination,
            self.person,
            None if since is None else int(since),
            self._message,
            self._outbox.room,
            lambda it: self._spawn(it.fill()),
        )
        self._subscriptions[id] = subscription
        subscription.open()

    async def _unsubscribe(self, frame: Frame) -> None:
        given = frame.headers.get("id") or frame.headers.get("destination", "")
        subscription = self._subscriptions.pop(given, None)
        if subscription is None:
            raise BadFrame("그런 구독이 없습니다.", id=given)
        if subscription.filling is not None:
            subscription.filling.cancel()

    async def _sent_here(self, frame: Frame) -> None:
        name = _header(frame, "destination")
        send = self._settings.sends.get(name)
        if send is None:
            raise UnknownDestination("보낼 수 없는 대상입니다.", destination=name)
        await send(self.person, frame.body)

    async def _disconnect(self, _: Frame) -> None:
        """The receipt and the close follow, as for every frame."""

    _ACTS: Final = {
        "SUBSCRIBE": _subscribe,
        "UNSUBSCRIBE": _unsubscribe,
        "SEND": _sent_here,
        "DISCONNECT": _disconnect,
    }

    # out

    def _message(self, subscription: Subscription, body: bytes, seq: int | None) -> None:
        if subscription.id not in self._subscriptions:
            return
        headers = {
            "subscription": subscription.id,
            "message-id": str(next(self._numbers)),
            "destination": subscription.destination.name,
            "content-type": "application/json",
        }
        self._send(Frame("MESSAGE", headers if seq is None else {**headers, "seq": str(seq)}, body))

    def _refuse(self, refusal: Problem | None, frame: Frame | None) -> None:
        """An ERROR frame, then the close that must follow it. No problem means that the fault is ours."""
        headers = {"message": "internal error"}
        body: Mapping[str, object] = {"code": "internal", "status": 500}
        if refusal is not None:
            headers, body = {"message": refusal.detail}, refusal.body()
            if version := refusal.members.get("version"):
                headers["version"] = str(version)
        if frame is not None and "receipt" in frame.headers:
            headers["receipt-id"] = frame.headers["receipt"]
        self._send(Frame("ERROR", {**headers, "content-type": "application/json"}, msgspec.json.encode(body)))
        code = next((code for kind, code in _CODES if isinstance(refusal, kind)), INTERNAL)
        self.close(code, "internal" if refusal is None else refusal.code)

    def _send(self, frame: Frame) -> None:
        self._put(stomp.encode(frame, self._parser.version))

    def _put(self, message: bytes) -> None:
        if not self.closing and not self._outbox.put(message):
            self._drop_slow()

    def _drop_slow(self) -> None:
        """Nothing is lost: the peer says what it saw last when it comes back."""
        self._outbox.clear()
        self.close(TRY_LATER, "too slow")

    # in the background

    def _next_recheck(self, now: float) -> float:
        """Never later than the limit; spread, so that who came together is not asked for together."""
        return now + self._limits.recheck * random.uniform(0.7, 1)

    async def _recheck(self, principal: Principal) -> None:
        async with asyncio.timeout(min(self._limits.answer, 5)):
            if not await self._settings.recheck(principal):
                self._refuse(Denied("세션이 끝났습니다. 다시 로그인해 주십시오."), None)
        self.refill()  # a lost last push shows no gap

    def _spawn(self, work: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._settled)
        return task

    def _settled(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error(
                "a replay or a recheck failed: the socket is closed and will come back", exc_info=error
            )
            self._refuse(
                Overloaded("지금은 알림을 이어 보낼 수 없습니다. 잠시 후 다시 연결해 주십시오."), None
            )


def _header(frame: Frame, name: str) -> str:
    value = frame.headers.get(name)
    if not value:
        raise BadFrame(f"{frame.command} 프레임에 {name} 헤더가 필요합니다.")
    return value
