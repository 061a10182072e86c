"""Refusals on their way out: a problem document on modern routes, `{error, message, code}` on the others."""

from typing import TypeVar

import falcon
import falcon.asgi
import msgspec

from maru.chassis import trace
from maru.chassis.idempotency import Replay, Saved
from maru.chassis.problems import (
    DeadlineExceeded,
    Malformed,
    MethodNotAllowed,
    NotFound,
    Problem,
    RateLimited,
    TooLarge,
    Unauthenticated,
    UnsupportedMedia,
)
from maru.chassis.telemetry import log

App = TypeVar("App", bound="falcon.asgi.App[falcon.asgi.Request, falcon.asgi.Response]")
MODERN = ("/api/v2/", "/rpc/")
PROBLEM_JSON = "application/problem+json"


def install(app: App) -> App:
    """Whatever a handler raises is answered in the shape of its route's family."""
    app.add_error_handler(Exception, _broken)
    app.add_error_handler(falcon.HTTPError, _framework_refusal)
    app.add_error_handler(Problem, _render)
    app.add_error_handler(Replay, _replay)
    return app


def fill(resp: falcon.asgi.Response, answer: Saved) -> None:
    resp.status = answer.status
    if answer.body:
        resp.data = answer.body
    resp.content_type = answer.content_type or None
    for name, value in answer.headers.items():
        resp.set_header(name, value)


async def _render(req: falcon.asgi.Request, resp: falcon.asgi.Response, refusal: Problem, __: object) -> None:
    render(req, resp, refusal)


def render(req: falcon.asgi.Request, resp: falcon.asgi.Response, refusal: Problem) -> None:
    """The refusal in the shape of the route's family."""
    resp.status, headers, resp.data = shaped(req.path, refusal)
    resp.set_headers(headers)


def shaped(path: str, refusal: Problem) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of a refusal, in the shape of the family that `path` belongs to."""
    headers = {}
    if isinstance(refusal, RateLimited):
        headers["retry-after"] = str(refusal.wait)
    elif refusal.retry_after is not None:
        headers["retry-after"] = str(refusal.retry_after)
    if isinstance(refusal, Unauthenticated):
        headers["www-authenticate"] = "Bearer"
    status, text, traced = refusal.status, refusal.detail, trace.trace_id()
    if path.startswith(MODERN):
        headers["content-type"] = PROBLEM_JSON
        body = {**refusal.body(), "instance": path, "traceId": traced}
    else:
        headers["content-type"] = falcon.MEDIA_JSON
        status = 400 if status == 422 else status
        body = {**refusal.members, "error": text, "message": text, "code": refusal.code, "traceId": traced}
    return status, headers, msgspec.json.encode(body)


async def _replay(_: object, resp: falcon.asgi.Response, replay: Replay, __: object) -> None:
    fill(resp, replay.saved)
    resp.set_header("idempotent-replayed", "true")


async def _framework_refusal(
    req: falcon.asgi.Request,
    resp: falcon.asgi.Response | None,
    error: falcon.HTTPError,
    _: object,
    ws: falcon.asgi.WebSocket | None = None,
) -> None:
    if resp is None:
        if ws is not None:
            await ws.close()
        return
    status = falcon.http_status_to_code(error.status)
    if status == 404:
        refusal: Problem = NotFound("찾을 수 없습니다")
    elif status == 405:
        refusal = MethodNotAllowed("이 주소에서 지원하지 않는 방법입니다")
    elif status == 415:
        refusal = UnsupportedMedia("지원하지 않는 형식입니다")
    elif status == 413:
        refusal = TooLarge("본문이 너무 큽니다")
    else:
        refusal = Malformed(error.title or "요청을 읽을 수 없습니다")
    render(req, resp, refusal)
    if status == 405 and error.headers:
        resp.set_headers(error.headers)


class Internal(Problem):
    """A bug of ours; the trace id finds it in the log."""

    status = 500


async def _broken(
    req: falcon.asgi.Request,
    resp: falcon.asgi.Response | None,
    error: Exception,
    _: object,
    ws: falcon.asgi.WebSocket | None = None,
) -> None:
    late = isinstance(error, TimeoutError)
    if not late:
        log.error("request.broken", method=req.method, path=req.path, exc_info=error)
    if resp is None:
        if ws is not None and not ws.closed:
            await ws.close()
    elif late:
        render(
            req, resp, DeadlineExceeded("처리 시간이 초과되었습니다. 결과를 확인한 뒤 다시 시도해 주세요.")
        )
    else:
        render(req, resp, Internal("처리 중 오류가 발생했습니다. 추적 번호를 관리자에게 알려 주세요."))
