"""The SockJS fallback for networks that let no WebSocket through: sessions over plain HTTP."""

import asyncio
import hashlib
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from typing import Final

import falcon
import falcon.asgi
import msgspec

from maru.chassis import sockjs
from maru.chassis.live.connection import Connection
from maru.chassis.live.sockets import Sockets, cutter, handshake, welcome
from maru.chassis.problems import DeadlineExceeded, Denied, Malformed, NotFound, Problem, TooLarge

SCRIPT: Final = "application/javascript; charset=UTF-8"
STREAM_SIZE: Final = 128 * 1024  # then the client asks again, so that no browser keeps an endless body
STREAM_SECONDS: Final = 60.0


def _nothing() -> None:
    """Between two requests there is no reader to cut off."""


class _Session:
    def __init__(self, connection: Connection, owner: bytes) -> None:
        self.connection, self.owner = connection, owner
        self.busy = False
        self.cut_reader: Callable[[], None] = _nothing

    @contextmanager
    def reading(self) -> Iterator[None]:
        self.busy = True
        self.connection.attended(True)
        try:
            yield
        finally:
            self.busy, self.cut_reader = False, _nothing
            self.connection.sent()
            self.connection.attended(False)


class Sessions:
    """Fallback sessions by id. Only the browser that opened one may use it: an id is not a permission."""

    def __init__(self, sockets: Sockets) -> None:
        self.sockets = sockets
        self._sessions: dict[str, _Session] = {}

    def open(self, req: falcon.asgi.Request, id: str) -> _Session:
        connection = self.sockets.admit(handshake(req), lambda: self.drop(id))
        connection.attended(False)
        session = self._sessions[id] = _Session(connection, self._owner(req))
        return session

    def find(self, req: falcon.asgi.Request, id: str) -> _Session | None:
        """None if there is none; refuses `NotFound` if it is somebody else's."""
        session = self._sessions.get(id)
        if session is not None and session.owner != self._owner(req):
            raise NotFound("그런 세션이 없습니다.")
        return session

    def drop(self, id: str) -> None:
        if (session := self._sessions.pop(id, None)) is not None:
            session.cut_reader()
            self.sockets.release(session.connection)

    async def frame(self, id: str, session: _Session, at_most: int) -> str:
        """The next SockJS frame, with at most so many messages. The closing one ends the session."""
        connection = session.connection
        first = await connection.pull(self.sockets.settings.limits.heartbeat)
        if first is not None:
            texts = [first]
            while len(texts) < at_most and (more := connection.pull_now()) is not None:
                texts.append(more)
            return sockjs.messages([text.decode(errors="replace") for text in texts])
        if connection.closing is None:
            return sockjs.HEARTBEAT
        session.cut_reader = _nothing  # it still has to read the farewell
        self.drop(id)
        return sockjs.close(*connection.closing)

    def _owner(self, req: falcon.asgi.Request) -> bytes:
        known = [req.cookies.get(name) for name in self.sockets.settings.session_cookies]
        return hashlib.sha256(msgspec.json.encode([*known, req.get_header("user-agent")])).digest()


class _Door:
    """What the three addresses of a session share: who may enter, and how a refusal looks."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions, self._settings = sessions, sessions.sockets.settings

    async def on_post(
        self, req: falcon.asgi.Request, resp: falcon.asgi.Response, server: str, session: str
    ) -> None:
        try:
            if not welcome(req, self._settings.origins):
                raise Denied("허용되지 않은 출처입니다.")
            if not (sockjs.is_segment(server) and sockjs.is_segment(session)):
                raise NotFound("그런 세션이 없습니다.")
            allow_origin(req, resp)
            await self._serve(req, resp, session)
        except Problem as refusal:
            resp.status, resp.content_type = refusal.status, "application/problem+json"
            resp.data = msgspec.json.encode(refusal.body())
            if refusal.retry_after is not None:
                resp.set_header("retry-after", str(refusal.retry_after))

    async def on_options(
        self, req: falcon.asgi.Request, resp: falcon.asgi.Response, server: str, session: str
    ) -> None:
        if not welcome(req, self._settings.origins):
            resp.status = falcon.HTTP_403
            return
        allow_origin(req, resp)
        resp.status = falcon.HTTP_204
        resp.set_header("access-control-allow-methods", "OPTIONS, POST")
        resp.set_header("access-control-allow-headers", "content-type")
        resp.set_header("access-control-max-age", "3600")

    async def _serve(self, req: falcon.asgi.Request, resp: falcon.asgi.Response, id: str) -> None:
        raise NotImplementedError


class Poll(_Door):
    async def _serve(self, req: falcon.asgi.Request, resp: falcon.asgi.Response, id: str) -> None:
        session = self._sessions.find(req, id)
        if session is None:
            self._sessions.open(req, id)
            frame = sockjs.OPEN
        elif session.busy:
            frame = sockjs.close(*sockjs.STILL_OPEN)
        else:
            with session.reading():
                frame = await self._sessions.frame(id, session, self._settings.limits.queued)
        resp.content_type, resp.text = SCRIPT, frame + "\n"


class Stream(_Door):
    async def _serve(self, req: falcon.asgi.Request, resp: falcon.asgi.Response, id: str) -> None:
        session = self._sessions.find(req, id)
        opening = "" if session else sockjs.OPEN + "\n"
        session = session or self._sessions.open(req, id)
        resp.content_type = SCRIPT
        resp.stream = self._frames(id, session, opening, cutter(req._receive))

    async def _frames(
        self, id: str, session: _Session, opening: str, cut: Callable[[], None]
    ) -> AsyncIterator[bytes]:
        yield f"{sockjs.PRELUDE}\n{opening}".encode()
        if session.busy:
            yield f"{sockjs.close(*sockjs.STILL_OPEN)}\n".encode()
            return
        size, until = 0, time.monotonic() + STREAM_SECONDS
        with session.reading():
            session.cut_reader = cut
            frame = ""
            while size < STREAM_SIZE and time.monotonic() < until and not frame.startswith("c"):
                frame = await self._sessions.frame(id, session, 1)
                size += len(frame)
                yield f"{frame}\n".encode()


class Send(_Door):
    async def _serve(self, req: falcon.asgi.Request, resp: falcon.asgi.Response, id: str) -> None:
        session = self._sessions.find(req, id)
        if session is None or session.connection.closing is not None:
            raise NotFound("그런 세션이 없습니다.")
        texts = sockjs.received(await self._body(req))
        if not texts:
            raise Malformed("보낼 내용이 비어 있습니다.")
        for text in texts:
            await session.connection.receive(text)
        resp.status, resp.content_type = falcon.HTTP_204, "text/plain; charset=UTF-8"

    async def _body(self, req: falcon.asgi.Request) -> bytes:
        limit = self._settings.limits.frame
        try:
            async with asyncio.timeout(self._settings.limits.answer):
                body: bytes = await req.stream.read(limit + 1)
        except TimeoutError:
            raise DeadlineExceeded("본문이 제한 시간 안에 오지 않았습니다.") from None
        if len(body) > limit:
            raise TooLarge(f"본문은 {limit}바이트까지입니다.", limit=limit)
        return body


def allow_origin(req: falcon.asgi.Request, resp: falcon.asgi.Response) -> None:
    """Let the page that asks read the answer. Only for pages that are welcome."""
    resp.set_header("cache-control", "no-store")
    if origin := req.get_header("origin"):
        resp.set_header("access-control-allow-origin", origin)
        resp.set_header("access-control-allow-credentials", "true")
        resp.append_header("vary", "Origin")
