"""The bare framework: one durable POST and nothing more. What nothing on this machine can beat.

Falcon on uvicorn among 250 routes; decode, one select, one insert, one outbox row, an fsync shared with whoever
waits, encode: no identity, no idempotency, no audit, no consumers.
"""

import sys
import tempfile
from pathlib import Path
from typing import Any

import falcon.asgi
import msgspec
import uvicorn
from sqlalchemy import Column, Integer, MetaData, String, Table, bindparam, create_engine, insert, select

from maru.chassis.ids import uuid7
from maru.chassis.migrations import PLUMBING, migrate
from maru.chassis.plumbing import outbox
from maru.chassis.sql import Query, SqlTx, Statement
from maru.chassis.stores.sqlite import SqliteStore

tables = MetaData()
papers = Table(
    "papers",
    tables,
    Column("id", String(36), primary_key=True),
    Column("title", String(200), nullable=False, index=True),
    Column("content", String(2000), nullable=False),
    Column("version", Integer, nullable=False),
)
add = Statement(insert(papers))
find = Query(select(papers.c.id).where(papers.c.id == bindparam("id")), str)
tell = Statement(
    insert(outbox).values(
        topic=bindparam("topic"), key=bindparam("key"), body=bindparam("body"), at=bindparam("at")
    )
)


class Body(msgspec.Struct):
    title: str
    content: str = ""


class Paper(msgspec.Struct):
    id: str
    title: str
    version: int = 1


class Bare:
    decode = staticmethod(msgspec.json.Decoder(Body).decode)
    encode = staticmethod(msgspec.json.Encoder().encode)

    def __init__(self, store: SqliteStore) -> None:
        self._store = store

    async def on_post(self, req: falcon.asgi.Request, resp: falcon.asgi.Response) -> None:
        body = self.decode(await req.stream.read())
        paper = Paper(uuid7(), body.title)

        def unit(tx: SqlTx) -> Paper:
            tx.one(find, id=paper.id)
            tx.run(add, id=paper.id, title=paper.title, content=body.content, version=1)
            tx.run(tell, topic="papers", key=paper.id, body=self.encode(paper), at=0)
            return paper

        resp.data = self.encode(await self._store.write(unit))
        resp.content_type = falcon.MEDIA_JSON
        resp.status = 201


def app(folder: str) -> Any:
    path = Path(folder) / "ceiling.db"
    migrate(f"sqlite:///{path}", [PLUMBING])
    engine = create_engine(f"sqlite:///{path}")
    tables.create_all(engine)
    engine.dispose()
    bare = Bare(SqliteStore(path, "ceiling"))
    made: Any = falcon.asgi.App()
    made.add_route("/bare", bare)
    for n in range(250):
        made.add_route(f"/other/{n}/{{id}}", bare)
    return made


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="maru-ceiling-") as folder:
        uvicorn.run(
            app(folder),
            port=int(sys.argv[1]),
            loop="uvloop",
            http="httptools",
            lifespan="off",
            access_log=False,
            log_level="error",
        )
