"""A falcon WebSocket that carries one connection, plainly or in SockJS framing."""

import asyncio
from collections.abc import Sequence
from typing import Final, Protocol

import falcon.asgi
from falcon import PayloadTypeError, WebSocketDisconnected

from maru.chassis import sockjs, stomp
from maru.chassis.live.connection import NORMAL, PROTOCOL_ERROR, TOO_BIG, TRY_LATER, Connection
from maru.chassis.live.sockets import Sockets, cutter, handshake, welcome
from maru.chassis.problems import Overloaded
from maru.chassis.sockjs import BadMessages

UNSUPPORTED: Final = 1003
_GONE: Final = (
    WebSocketDisconnected,
    OSError,
    RuntimeError,
)  # RuntimeError: uvicorn closed the socket meanwhile


class Framing(Protocol):
    """How STOMP text travels in WebSocket messages. An empty text is not sent."""

    subprotocols: Sequence[str]
    opening: str
    heartbeat: str

    def out(self, text: str) -> str: ...

    def into(self, text: str) -> Sequence[str]: ...

    def closing(self, code: int, reason: str) -> str: ...


class Plain:
    subprotocols: Sequence[str] = tuple(stomp.SUBPROTOCOLS)
    opening = ""
    heartbeat = ""

    def out(self, text: str) -> str:
        return text

    def into(self, text: str) -> Sequence[str]:
        return (text,)

    def closing(self, code: int, reason: str) -> str:
        return ""


class SockJs:
    subprotocols: Sequence[str] = ()
    opening = sockjs.OPEN
    heartbeat = sockjs.HEARTBEAT

    def out(self, text: str) -> str:
        return sockjs.messages((text,))

    def into(self, text: str) -> Sequence[str]:
        return sockjs.received(text)

    def closing(self, code: int, reason: str) -> str:
        return sockjs.close(code, reason)


async def serve(
    sockets: Sockets, framing: Framing, req: falcon.asgi.Request, ws: falcon.asgi.WebSocket
) -> None:
    """From the handshake to the end of the socket. A wrong origin gets 403 before anything else happens."""
    if not welcome(req, sockets.settings.origins):
        await ws.close()
        return
    cut = cutter(ws._asgi_send)
    await ws.accept(subprotocol=next((p for p in framing.subprotocols if p in ws.subprotocols), None))
    try:
        connection = sockets.admit(handshake(req), cut)
    except Overloaded as refusal:
        await ws.close(TRY_LATER, refusal.code)
        return
    try:
        await _carry(connection, sockets, framing, ws)
    finally:
        sockets.release(connection)
        # the server waits for the peer's goodbye and for its own buffer, and a peer may withhold both
        asyncio.get_running_loop().call_later(sockets.settings.limits.farewell, cut)


async def _carry(
    connection: Connection, sockets: Sockets, framing: Framing, ws: falcon.asgi.WebSocket
) -> None:
    reader = asyncio.create_task(_read(connection, sockets, framing, ws))
    writer = asyncio.create_task(_write(connection, sockets, framing, ws))
    try:
        await asyncio.wait((reader, writer), return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (reader, writer):
            task.cancel()
        outcomes = await asyncio.gather(reader, writer, return_exceptions=True)
    for outcome in outcomes:
        if isinstance(outcome, Exception) and not isinstance(outcome, _GONE):
            raise outcome


async def _read(
    connection: Connection, sockets: Sockets, framing: Framing, ws: falcon.asgi.WebSocket
) -> None:
    """Ends when the peer is gone; what comes after the decision to close is read and dropped."""
    limit = sockets.settings.limits.frame
    while True:
        try:
            text = await ws.receive_text()
        except PayloadTypeError:
            connection.close(UNSUPPORTED, "text only")
            continue
        if len(text) > limit or (len(text) * 3 > limit and len(text.encode(errors="replace")) > limit):
            connection.close(TOO_BIG, "too large")
            continue
        try:
            for message in framing.into(text):
                await connection.receive(message)
        except BadMessages:
            connection.close(PROTOCOL_ERROR, "bad framing")


async def _write(
    connection: Connection, sockets: Sockets, framing: Framing, ws: falcon.asgi.WebSocket
) -> None:
    """Ends when all that was to be sent is sent and the socket is closed."""
    if framing.opening:
        await ws.send_text(framing.opening)
    while True:
        message = await connection.pull(sockets.settings.limits.heartbeat)
        if message is not None:
            await ws.send_text(framing.out(message.decode(errors="replace")))
        elif connection.closing is None:
            if framing.heartbeat:
                await ws.send_text(framing.heartbeat)
        else:
            break
    code, reason = connection.closing or (NORMAL, "")
    if goodbye := framing.closing(code, reason):
        await ws.send_text(goodbye)
    await ws.close(code, reason)


class Socket:
    """Resource: a WebSocket in one framing."""

    def __init__(self, sockets: Sockets, framing: Framing) -> None:
        self._sockets, self._framing = sockets, framing

    async def on_websocket(
        self, req: falcon.asgi.Request, ws: falcon.asgi.WebSocket, server: str = "0", session: str = "0"
    ) -> None:
        if not (sockjs.is_segment(server) and sockjs.is_segment(session)):
            await ws.close()
            return
        await serve(self._sockets, self._framing, req, ws)
