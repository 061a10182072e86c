"""One's own account: who I am, my password, second factor and sessions."""

from datetime import datetime

from msgspec import UNSET, Struct, UnsetType

from maru.chassis.problems import NotFound
from maru.chassis.sql import moment
from maru.chassis.web import Client, Principal, Reply, Route, anyone, signed_in
from maru.identity.accounts.http import cookies
from maru.identity.accounts.service.profile import Profile, Wanted
from maru.identity.accounts.service.second_factor import TwoFactor
from maru.identity.accounts.service.sign_in import Credentials
from maru.identity.accounts.service.visits import Visits
from maru.identity.accounts.store.people import Known
from maru.identity.accounts.store.sessions import Session


class Me(Struct, frozen=True, rename={"time_zone": "timeZone", "must_change_password": "mustChangePassword"}):
    """The caller as the account stands now. The systems' ids are null where the person is not known."""

    id: str
    email: str
    name: str
    roles: tuple[str, ...]
    employee_id: int | str | None
    owner_id: int | str | None
    user_id: int | str | None
    tenant: str
    title: str | None
    username: str | None
    verified: bool
    locale: str
    theme: str
    time_zone: str
    totp: bool
    must_change_password: bool


class ProfileBody(Struct, frozen=True, rename="camel"):
    name: str | UnsetType = UNSET
    locale: str | UnsetType = UNSET
    theme: str | UnsetType = UNSET
    time_zone: str | UnsetType = UNSET


class PasswordBody(Struct, frozen=True):
    current: str
    password: str


class ResetBody(Struct, frozen=True):
    email: str


class ResetConfirmBody(Struct, frozen=True):
    token: str
    password: str


class OwnSession(Struct, frozen=True, rename="camel"):
    id: str
    current: bool
    kind: str
    created_at: datetime
    last_seen_at: datetime
    address: str
    user_agent: str


class TotpState(Struct, frozen=True, rename="camel"):
    enabled: bool
    recovery_codes_left: int


class TotpOffer(Struct, frozen=True):
    secret: str
    uri: str
    svg: str


class TotpCode(Struct, frozen=True):
    code: str


class TotpDrop(Struct, frozen=True):
    password: str


class RecoveryCodes(Struct, frozen=True, rename="camel"):
    recovery_codes: list[str]


def me_of(known: Known) -> Me:
    row, account = known.row, known.account
    return Me(
        id=account.id,
        email=account.email,
        name=account.name,
        roles=account.roles,
        employee_id=account.claims.get("employee_id"),
        owner_id=account.claims.get("owner_id"),
        user_id=account.claims.get("user_id"),
        tenant=account.tenant,
        title=account.title or None,
        username=account.username,
        verified=account.verified,
        locale=row.locale,
        theme=row.theme,
        time_zone=row.time_zone,
        totp=row.totp is not None,
        must_change_password=row.one_time_until is not None,
    )


def own_routes(profile: Profile, visits: Visits) -> list[Route]:
    async def me(who: Principal) -> Me:
        return me_of(await profile.of(who.id))

    async def change(body: ProfileBody, who: Principal) -> Me:
        wanted = Wanted(body.name, body.locale, body.theme, body.time_zone)
        return me_of(await profile.change(who.id, wanted))

    async def sessions(who: Principal) -> list[OwnSession]:
        return [_own(each, who) for each in await visits.listed(who.id)]

    async def end(id: str, who: Principal) -> None:
        if not await visits.end(who.id, id):
            raise NotFound("세션을 찾을 수 없습니다.")

    return [
        Route(method="GET", path="/api/auth/me", handler=me, access=signed_in),
        Route(method="PATCH", path="/api/auth/me", handler=change, access=signed_in),
        Route(method="GET", path="/api/auth/sessions", handler=sessions, access=signed_in),
        Route(method="DELETE", path="/api/auth/sessions/{id}", handler=end, access=signed_in),
    ]


def password_routes(profile: Profile, two_factor: TwoFactor) -> list[Route]:
    """Where another issuer is trusted there are none of these."""

    async def change_password(body: PasswordBody, who: Principal, client: Client) -> Reply:
        known = await profile.of(who.id)
        shown = Credentials(known.row.email, body.current)
        fresh = await profile.change_password(who.id, who.session, shown, body.password, client.address)
        return Reply(content_type="", status=204, cookies=(cookies.keeping(client, fresh),) if fresh else ())

    async def ask_reset(body: ResetBody, client: Client) -> None:
        await profile.ask_reset(body.email, client.address)

    async def reset(body: ResetConfirmBody) -> None:
        await profile.reset(body.token, body.password)

    async def totp(who: Principal) -> TotpState:
        return TotpState(*await two_factor.state(who.id))

    async def offer_totp(who: Principal) -> TotpOffer:
        offer = await two_factor.offer(who.id)
        return TotpOffer(offer.secret, offer.uri, offer.qr)

    async def confirm_totp(body: TotpCode, who: Principal, client: Client) -> RecoveryCodes:
        return RecoveryCodes(await two_factor.confirm(who.id, body.code, client.address))

    async def drop_totp(body: TotpDrop, who: Principal, client: Client) -> None:
        known = await profile.of(who.id)
        await profile.drop_second_factor(Credentials(known.row.email, body.password), client.address)

    return [
        Route(
            method="POST", path="/api/auth/password", handler=change_password, access=signed_in, status=204
        ),
        Route(method="POST", path="/api/auth/password/reset", handler=ask_reset, access=anyone),
        Route(method="POST", path="/api/auth/password/reset/confirm", handler=reset, access=anyone),
        Route(method="GET", path="/api/auth/totp", handler=totp, access=signed_in),
        Route(method="POST", path="/api/auth/totp", handler=offer_totp, access=signed_in),
        Route(method="POST", path="/api/auth/totp/confirm", handler=confirm_totp, access=signed_in),
        Route(method="POST", path="/api/auth/totp/disable", handler=drop_totp, access=signed_in),
    ]


def _own(session: Session, who: Principal) -> OwnSession:
    return OwnSession(
        session.id,
        session.id == who.session,
        session.kind.value,
        moment(session.created),
        moment(session.seen),
        session.address,
        session.agent,
    )
