"""Signing in at another issuer."""

from urllib.parse import urlencode

from msgspec import Struct

from maru.chassis.web import Client, Reply, Route, anyone
from maru.identity.accounts.domain.lifetimes import FLOW
from maru.identity.accounts.http import cookies
from maru.identity.accounts.service.relying import Relying


class StartQuery(Struct, frozen=True):
    next: str = "/"


class CallbackQuery(Struct, frozen=True):
    code: str = ""
    state: str = ""
    error: str = ""


def relying_routes(relying: Relying) -> list[Route]:
    async def start(query: StartQuery, client: Client) -> Reply:
        address, state = await relying.start(query.next)
        kept = cookies.keeping(client, state, cookies.FLOW, int(FLOW.total_seconds()))
        return Reply(content_type="", status=302, headers={"location": address}, cookies=(kept,))

    async def callback(query: CallbackQuery, client: Client) -> Reply:
        done = cookies.dropping(client, cookies.FLOW)
        if query.error:
            back = f"/sign-in?{urlencode({'refused': query.error[:40]})}"
            return Reply(content_type="", status=302, headers={"location": back}, cookies=(done,))
        kept = cookies.given(client, cookies.FLOW)
        opened, next = await relying.finish(query.code, query.state, kept, client, cookies.given(client))
        entered = cookies.keeping(client, opened.secret)
        return Reply(content_type="", status=302, headers={"location": next}, cookies=(entered, done))

    return [
        Route(method="GET", path="/api/auth/oidc/start", handler=start, access=anyone),
        Route(method="GET", path="/api/auth/oidc/callback", handler=callback, access=anyone),
    ]
