"""The built web application: files from memory, with validators; its page gets a nonce for the styles it makes."""

import gzip
import mimetypes
import os
import re
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import falcon
import falcon.asgi

from maru.chassis.problems import NotFound
from maru.chassis.refusals import render
from maru.chassis.web import Asgi

PLACE = b"__CSP_NONCE__"
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-src 'self' blob:; frame-ancestors 'none'; object-src 'none'"
)
_GZIP = re.compile(r"(?<![\w-])gzip(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))")
COMPRESSED = {".js", ".css", ".html", ".svg", ".json", ".webmanifest", ".txt"}


@dataclass(frozen=True)
class File:
    body: bytes
    zipped: bytes | None
    kind: str
    etag: str
    forever: bool


class WebApp:
    """Serves what no route answers: a file of the build, or the page for an address of the application."""

    def __init__(self, folder: Path) -> None:
        self._page = b""
        self._files: dict[str, File] = {}
        for path in sorted(folder.rglob("*")) if folder.is_dir() else []:
            if path.is_file() and not path.is_symlink():
                self._files[f"/{path.relative_to(folder).as_posix()}"] = _load(path)
        if page := self._files.pop("/index.html", None):
            self._page = page.body

    def mount(self, app: Asgi) -> None:
        app.add_sink(self._serve, "/")

    async def _serve(self, req: falcon.asgi.Request, resp: falcon.asgi.Response | None, **_: object) -> None:
        assert resp is not None
        path = req.path
        file = self._files.get(path)
        if req.method not in ("GET", "HEAD") or path.startswith(("/api/", "/ws/", "/rpc/")):
            render(req, resp, NotFound("찾을 수 없습니다"))
        elif file is not None:
            self._file(req, resp, file)
        elif "." in path.rsplit("/", 1)[-1] or not self._page:
            render(req, resp, NotFound("찾을 수 없습니다"))
        else:
            nonce = os.urandom(16).hex()
            resp.set_header("content-security-policy", PAGE_POLICY.format(nonce=nonce))
            resp.content_type = "text/html; charset=utf-8"
            resp.data = self._page.replace(PLACE, nonce.encode())

    def _file(self, req: falcon.asgi.Request, resp: falcon.asgi.Response, file: File) -> None:
        resp.set_header("etag", file.etag)
        resp.set_header("vary", "accept-encoding")
        resp.cache_control = ["public", "max-age=31536000", "immutable"] if file.forever else ["no-cache"]
        known = (req.get_header("if-none-match") or "").split(",")
        if any(each.strip().removeprefix("W/") in (file.etag, "*") for each in known):
            resp.status = 304
            return
        resp.content_type = file.kind
        if file.zipped is not None and _GZIP.search(req.get_header("accept-encoding") or ""):
            resp.set_header("content-encoding", "gzip")
            resp.data = file.zipped
        else:
            resp.data = file.body


def _load(path: Path) -> File:
    body = path.read_bytes()
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    if kind.startswith("text/") or kind == "application/json":
        kind += "; charset=utf-8"
    zipped = gzip.compress(body, 6) if path.suffix in COMPRESSED and len(body) > 1024 else None
    return File(
        body, zipped, kind, f'"{blake2b(body, digest_size=12).hexdigest()}"', "/assets/" in path.as_posix()
    )
