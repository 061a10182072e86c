"""The bare framework: Falcon on uvicorn, decode and encode one small body, nothing stored. What nothing can beat."""

import sys
from typing import Any

import falcon.asgi
import msgspec
import uvicorn


class Body(msgspec.Struct):
    title: str
    content: str = ""


class Bare:
    decode = staticmethod(msgspec.json.Decoder(Body).decode)

    async def on_post(self, req: falcon.asgi.Request, resp: falcon.asgi.Response) -> None:
        body = self.decode(await req.stream.read())
        resp.data = msgspec.json.encode({"id": body.title})
        resp.content_type = falcon.MEDIA_JSON
        resp.status = 201


def app() -> Any:
    made: Any = falcon.asgi.App()
    made.add_route("/bare", Bare())
    for n in range(250):
        made.add_route(f"/other/{n}/{{id}}", Bare())
    return made


if __name__ == "__main__":
    uvicorn.run(
        app(),
        port=int(sys.argv[1]),
        loop="uvloop",
        http="httptools",
        lifespan="off",
        access_log=False,
        log_level="error",
    )
