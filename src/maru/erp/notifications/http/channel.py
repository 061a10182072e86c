"""The live channel at /ws/notifications: who may listen, to what, and what they may say."""

from typing import Annotated, Final

import msgspec
from msgspec import Meta, Struct

from maru.chassis.live import Destination, Handshake, Hub, LiveSettings, Sockets, mount
from maru.chassis.manifest import Call
from maru.chassis.problems import Denied
from maru.chassis.sql import SqlTx
from maru.chassis.store import Store
from maru.chassis.web import Asgi
from maru.erp.notifications.service.reading import Reading
from maru.erp.notifications.store.people import People
from maru.identity.accounts.contract import Accounts

PATH: Final = "/ws/notifications"
MINE: Final = "/user/queue/notifications"
TOPIC: Final = "/topic/notifications"
ACK: Final = "/app/notifications/ack"
SECURE: Final = "__Host-sid"
PLAIN: Final = "sid"
LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "[::1]"})


class Listener(Struct, frozen=True):
    """`id` is the employee's number as text."""

    id: str
    account: str
    session: str | None


class AckFrame(Struct, frozen=True, forbid_unknown_fields=True):
    seq: Annotated[int, Meta(ge=0, le=2**53)]


class Channel:
    """Mounted once; closed before the server stops."""

    def __init__(
        self, hub: Hub, call: Call, store: Store[SqlTx], reading: Reading, origins: list[str]
    ) -> None:
        self._call, self._store, self._reading = call, store, reading
        self._sockets: list[Sockets] = []
        self._settings = LiveSettings(
            hub=hub,
            authenticate=self.authenticate,
            recheck=self.recheck,
            destinations=[
                Destination(MINE, replay=reading.replay, head=reading.head),
                Destination(TOPIC),
            ],
            sends={ACK: self.acknowledge},
            origins=origins,
        )

    def mount(self, asgi: Asgi) -> None:
        self._sockets.append(mount(asgi, PATH, self._settings))

    async def close(self) -> None:
        for sockets in self._sockets:
            await sockets.close()

    async def authenticate(self, shown: Handshake) -> Listener:
        """By a ticket or token of the CONNECT frame, else by the session's cookie. Refuses who is no employee."""
        bearer = shown.connect.get("authorization") or shown.headers.get("authorization", "")
        person = await self._call(Accounts).admit(
            ticket=shown.connect.get("ticket", ""),
            cookie=_cookie(shown),
            bearer=bearer.removeprefix("Bearer ").strip(),
        )
        employee = person.claims.get("employee_id")
        if not isinstance(employee, int):
            raise Denied("알림은 사원만 받을 수 있습니다.")
        return Listener(str(employee), person.id, person.session)

    async def recheck(self, listener: Listener) -> bool:
        """False once the session has ended or the person has left."""
        known = await self._store.read(lambda tx: People(tx).get(int(listener.id)))
        if known is not None and not known.active:
            return False
        return await self._call(Accounts).present(listener.account, listener.session)

    async def acknowledge(self, person: str, body: bytes) -> None:
        await self._reading.ack(int(person), msgspec.json.decode(body, type=AckFrame).seq)


def _cookie(shown: Handshake) -> str:
    """The plain cookie counts only where a browser keeps no other: on the machine itself."""
    host = shown.headers.get("host", "").rpartition(":")[0] or shown.headers.get("host", "")
    return shown.cookies.get(SECURE) or (shown.cookies.get(PLAIN, "") if host in LOOPBACK else "")
