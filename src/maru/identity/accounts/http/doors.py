"""Signing in, up and out."""

import html
from collections.abc import Sequence
from urllib.parse import parse_qs

import msgspec
from msgspec import Struct

from maru.chassis.problems import Invalid
from maru.chassis.settings import Settings
from maru.chassis.web import Client, Principal, Reply, Route, anyone, signed_in
from maru.identity.accounts.domain.lifetimes import ACCESS, TICKET, Kind
from maru.identity.accounts.http import cookies
from maru.identity.accounts.http.profile import Me, me_of
from maru.identity.accounts.service.profile import Profile
from maru.identity.accounts.service.sign_in import Credentials, SignIn
from maru.identity.accounts.service.sign_up import SignedUp, SignUp, Wish
from maru.identity.accounts.service.tokens import Tokens
from maru.identity.accounts.service.visits import Opened, Visits
from maru.identity.accounts.store.people import Known, People

CONFIRM = """<!doctype html><html lang="ko"><meta charset="utf-8"><title>Maru</title>
<h1>이메일 주소 확인</h1><p>아래 단추를 누르면 가입이 끝납니다.</p>
<form method="post" action="/api/auth/sign-up/verify"><input type="hidden" name="token" value="{token}">
<button>가입 마치기</button></form></html>"""
CONFIRMED = """<!doctype html><html lang="ko"><meta charset="utf-8"><title>Maru</title>
<h1>가입이 끝났습니다</h1><p><a href="/sign-in">로그인하기</a></p></html>"""
PAGE_POLICY = "default-src 'none'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"


class SignInBody(Struct, frozen=True):
    """`email` or `username`; `totp` is a code of the authenticator or a recovery code."""

    password: str
    email: str = ""
    username: str = ""
    totp: str | None = None

    def shown(self) -> Credentials:
        login = self.email or self.username
        if not login or not self.password:
            raise Invalid("이메일(또는 사용자명)과 비밀번호를 입력해 주세요.")
        return Credentials(login, self.password, self.totp or "")


class Pair(Struct, frozen=True):
    access_token: str
    refresh_token: str
    token_type: str = "Bearer"
    expires_in: int = int(ACCESS.total_seconds())


class RefreshBody(Struct, frozen=True):
    refresh_token: str


class DemoBody(Struct, frozen=True):
    email: str


class StepUpBody(Struct, frozen=True):
    password: str
    totp: str | None = None


class SignOutQuery(Struct, frozen=True):
    all: bool = False


class VerifyQuery(Struct, frozen=True):
    token: str = ""


class Ticket(Struct, frozen=True, rename="camel"):
    ticket: str
    expires_in: int = int(TICKET.total_seconds())


class DemoAccount(Struct, frozen=True):
    email: str
    name: str
    title: str
    roles: tuple[str, ...]


class Options(Struct, frozen=True, rename="camel"):
    """What the sign-in page offers. The one-click accounts are there in a demonstration only."""

    demo: bool
    accounts: Sequence[DemoAccount]
    sign_up: bool
    oidc: bool


def password_doors(sign_in: SignIn, sign_up: SignUp, profile: Profile, tokens: Tokens) -> list[Route]:
    """Where another issuer is trusted there are none of these."""

    async def login(body: SignInBody, client: Client) -> Reply:
        opened = await sign_in.open(body.shown(), Kind.BROWSER, client, cookies.given(client))
        return await _entered(profile, opened, client)

    async def demo(body: DemoBody, client: Client) -> Reply:
        opened = await sign_in.demo(body.email, client, cookies.given(client))
        return await _entered(profile, opened, client)

    async def token(body: SignInBody, client: Client) -> Pair:
        return _pair(tokens, await sign_in.open(body.shown(), Kind.TOKEN, client))

    async def refresh(body: RefreshBody) -> Pair:
        return _pair(tokens, await sign_in.visits.refresh(body.refresh_token))

    async def join(body: Wish, client: Client) -> SignedUp:
        return await sign_up.ask(body, client.address)

    async def confirm(query: VerifyQuery) -> Reply:
        page = CONFIRM.format(token=html.escape(query.token, quote=True))
        return _page(page)

    async def verify(body: bytes) -> Reply:
        if not body.startswith(b"{"):
            await sign_up.verify(parse_qs(body.decode("latin-1")).get("token", [""])[0])
            return _page(CONFIRMED)
        try:
            asked = msgspec.json.decode(body, type=VerifyQuery)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            raise Invalid("token을 보내 주세요.") from None
        return Reply(msgspec.json.encode(await sign_up.verify(asked.token)))

    async def step_up(body: StepUpBody, who: Principal, client: Client) -> Reply:
        known = await profile.of(who.id)
        shown = Credentials(known.row.email, body.password, body.totp or "")
        fresh = await sign_in.step_up(who.id, who.session or "", shown, client.address)
        return Reply(content_type="", status=204, cookies=(cookies.keeping(client, fresh),) if fresh else ())

    return [
        Route(method="POST", path="/api/auth/login", handler=login, access=anyone),
        Route(method="POST", path="/api/auth/demo", handler=demo, access=anyone),
        Route(method="POST", path="/api/auth/token", handler=token, access=anyone),
        Route(method="POST", path="/api/auth/refresh", handler=refresh, access=anyone),
        Route(method="POST", path="/api/auth/sign-up", handler=join, access=anyone, status=201),
        Route(method="GET", path="/api/auth/sign-up/verify", handler=confirm, access=anyone),
        Route(method="POST", path="/api/auth/sign-up/verify", handler=verify, access=anyone),
        Route(method="POST", path="/api/auth/step-up", handler=step_up, access=signed_in, status=204),
    ]


def open_doors(sign_in: SignIn, visits: Visits, settings: Settings) -> list[Route]:
    """These are there whoever checks the passwords."""

    async def options() -> Options:
        known: list[Known] = []
        if settings.demo_mode:
            known = await sign_in.store.scan(lambda tx: People(tx).demo())
        cards = [
            DemoAccount(each.account.email, each.account.name, each.account.title, each.account.roles)
            for each in known
        ]
        trusting = bool(settings.identity.issuer)
        return Options(settings.demo_mode, cards, settings.identity.sign_up and not trusting, trusting)

    async def logout(query: SignOutQuery, who: Principal, client: Client) -> Reply:
        if who.session is not None:
            if query.all:
                await visits.end_all(who.id)
            else:
                await visits.end(who.id, who.session)
        return Reply(content_type="", status=204, cookies=(cookies.dropping(client),))

    async def ticket(who: Principal) -> Ticket:
        return Ticket(await visits.ticket(who))

    return [
        Route(method="GET", path="/api/auth/options", handler=options, access=anyone),
        Route(method="POST", path="/api/auth/logout", handler=logout, access=anyone, status=204),
        Route(method="POST", path="/api/auth/ticket", handler=ticket, access=signed_in),
    ]


async def _entered(profile: Profile, opened: Opened, client: Client) -> Reply:
    me: Me = me_of(await profile.of(opened.account.id))
    return Reply(msgspec.json.encode(me), cookies=(cookies.keeping(client, opened.secret),))


def _pair(tokens: Tokens, opened: Opened) -> Pair:
    account = opened.account
    return Pair(tokens.access(account.id, opened.session, account.roles), opened.secret)


def _page(text: str) -> Reply:
    return Reply(text.encode(), "text/html; charset=utf-8", headers={"content-security-policy": PAGE_POLICY})
