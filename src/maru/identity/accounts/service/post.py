"""Letters leave here. This adapter puts them into a folder, from where a mail program or a person takes them."""

from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from functools import partial
from pathlib import Path

from maru.chassis.sql import SqlTx, micros, moment
from maru.chassis.store import Store
from maru.identity.accounts.store.sessions import Letter, Letters


class Post:
    def __init__(self, store: Store[SqlTx], now: Callable[[], datetime], folder: Path) -> None:
        self._store, self._now, self._folder = store, now, folder

    async def carry(self) -> int:
        """Carry what waits; how many. A letter may go twice if the process dies in between, but is never lost."""
        waiting = await self._store.read(lambda tx: Letters(tx).waiting())
        for letter in waiting:
            self._put(letter)
            await self._store.write(partial(_sent, letter.id, micros(self._now())))
        return len(waiting)

    def _put(self, letter: Letter) -> None:
        message = EmailMessage()
        message["To"], message["Subject"] = letter.recipient, letter.subject
        message["Date"] = moment(letter.at)
        message.set_content(letter.body.decode())
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self._folder / f"{letter.at}-{letter.id}.eml"
        path.touch(0o600)
        path.write_bytes(message.as_bytes())


def _sent(id: int, now: int, tx: SqlTx) -> None:
    Letters(tx).sent(id, now)
