"""The addresses of the live channel on a falcon app."""

import random

import falcon.asgi

from maru.chassis import sockjs
from maru.chassis.live.sockets import Sockets, welcome
from maru.chassis.live.terms import LiveSettings
from maru.chassis.live.websocket import Plain, Socket, SockJs
from maru.chassis.live.xhr import Poll, Send, Sessions, Stream, allow_origin

Asgi = falcon.asgi.App[falcon.asgi.Request, falcon.asgi.Response]


class _Front(Socket):
    async def on_get(self, req: falcon.asgi.Request, resp: falcon.asgi.Response) -> None:
        resp.content_type, resp.text = "text/plain; charset=UTF-8", "Welcome to SockJS!\n"


class _Info:
    """Public: it says nothing about anybody."""

    def __init__(self, settings: LiveSettings) -> None:
        self._settings = settings

    async def on_get(self, req: falcon.asgi.Request, resp: falcon.asgi.Response) -> None:
        resp.content_type, resp.data = "application/json; charset=UTF-8", sockjs.info(random.getrandbits(32))
        resp.set_header("cache-control", "no-store")
        if welcome(req, self._settings.origins):
            allow_origin(req, resp)


def mount(app: Asgi, path: str, settings: LiveSettings) -> Sockets:
    """Serve STOMP at `path` and `path/websocket`, and SockJS below `path`.

    Close what is returned at shutdown, before the server stops: a server waits for open sockets.
    """
    sockets = Sockets(settings)
    sessions = Sessions(sockets)
    session = path + "/{server}/{session}"
    app.add_route(path, _Front(sockets, Plain()))
    app.add_route(f"{path}/info", _Info(settings))
    app.add_route(f"{path}/websocket", Socket(sockets, Plain()))
    app.add_route(f"{session}/websocket", Socket(sockets, SockJs()))
    app.add_route(f"{session}/xhr", Poll(sessions))
    app.add_route(f"{session}/xhr_streaming", Stream(sessions))
    app.add_route(f"{session}/xhr_send", Send(sessions))
    return sockets
