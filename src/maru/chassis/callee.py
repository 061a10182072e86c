"""A contract served to the other processes: one hidden route a method, for our own processes only.

`POST /rpc/<contract>/<method>` takes the arguments as a JSON array and answers the result, or a problem.
"""

from collections.abc import Callable
from typing import Any, Final

import falcon.asgi

from maru.chassis import rpc
from maru.chassis.credentials import Credentials, claimed
from maru.chassis.web import Handler, Identify, Principal, Reply, Route, services

DOOR: Final = "/rpc/"
DEADLINE: Final = "x-maru-deadline-ms"  # what is left to the caller; a moment would trust two clocks


def address(contract: type[Any], method: str) -> str:
    return f"{DOOR}{contract.__name__}/{method}"


def served(contract: type[Any], offered: Callable[[], object]) -> list[Route]:
    """The routes of what a service offers. Raises `TypeError` for a method that could not travel."""
    return [
        Route(
            method="POST",
            path=address(contract, method.name),
            handler=_handler(contract, method, offered),
            access=services,
            hidden=True,
        )
        for method in rpc.methods(contract).values()
    ]


def _handler(contract: type[Any], method: rpc.Method, offered: Callable[[], object]) -> Handler:
    async def handle(body: bytes) -> Reply:
        return Reply(await rpc.serve(contract, method, offered(), body, rpc.left()))

    return handle


def at_doors(identify: Identify, credentials: Credentials | None) -> Identify:
    """`identify`, but under `/rpc/` only our own processes are somebody; they say how long they can wait, too.

    On the other routes a process shows the same token, and may what the role of a service allows.
    """

    async def who_asks(req: falcon.asgi.Request) -> Principal | None:
        scheme, _, token = (req.get_header("authorization") or "").partition(" ")
        if not req.path.startswith(DOOR):
            if credentials is None or not token or not claimed(token):
                return await identify(req)
            return credentials.verify(token)
        if credentials is None or scheme.lower() != "bearer":
            return None
        who = credentials.verify(token)
        left = req.get_header(DEADLINE) or ""
        if left.isascii() and left.isdigit() and len(left) < 8:
            rpc.hasten(int(left) / 1000)
        return who

    return who_asks
