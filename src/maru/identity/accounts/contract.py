"""What others may know of accounts: who somebody is, the events in both directions, the refusals, `Accounts`.

An account is a person's sign-in. What the person is inside a system (an employee, an owner, a buyer) that system
knows, and tells here by `MembershipChanged`; the account then carries the claims and roles it names.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import ClassVar, Protocol

from msgspec import Struct, field

from maru.chassis.events import Event
from maru.chassis.problems import Conflict, Denied, Invalid, NotFound, Problem, Unauthenticated

TENANT = "maru"
DEMO_DOMAIN = "demo.maru.example"
FRESH = timedelta(minutes=5)
AUTHENTICATED = "authenticated_at"


class Account(Struct, frozen=True, kw_only=True):
    """One person's sign-in. `claims` are what the systems know the person by there; `roles` are all of them."""

    id: str
    email: str
    name: str
    title: str = ""
    username: str | None = None
    tenant: str = TENANT
    roles: tuple[str, ...] = ()
    claims: Mapping[str, int | str] = field(default_factory=dict)
    verified: bool = True


class Person(Struct, frozen=True, kw_only=True):
    """Somebody who showed a valid ticket, cookie or token; `session` is absent for tokens of another issuer."""

    id: str
    tenant: str
    roles: frozenset[str]
    claims: Mapping[str, int | str]
    session: str | None = None


class AccountAdded(Struct, frozen=True):
    """`one_time_password` is there when no password was given: it holds for a day and wants to be changed."""

    id: str
    one_time_password: str | None = None


class Grant(Struct, frozen=True, kw_only=True):
    """Who another system's token is for, and for how long; `claims` are its own words beside the registered ones."""

    account: str
    issuer: str
    audience: str
    seconds: int
    claims: Mapping[str, int | str] = field(default_factory=dict)


class Accounts(Protocol):
    async def add(
        self,
        email: str,
        name: str,
        roles: Sequence[str],
        password: str | None = None,
        title: str = "",
        username: str | None = None,
        position: str = "",
        department: str = "",
    ) -> AccountAdded:
        """A verified account, told by `AccountVerified`. Refuses `AddressTaken`, `UsernameTaken`, `UnknownRole`.

        Which passwords are good enough is the caller's business.
        """
        ...

    async def reset(self, email: str) -> AccountAdded:
        """A new one-time password; every session of the account ends. Refuses `UnknownAccount`."""
        ...

    async def find(self, email: str) -> Account | None:
        """By address or user name."""
        ...

    async def get(self, id: str) -> Account | None: ...

    async def enter(self, login: str, password: str, address: str) -> Account:
        """Check a password at another door, under the same growing delay as every door.

        Refuses `Unauthenticated` (unknown and wrong alike) and `RateLimited`.
        """
        ...

    async def admit(self, ticket: str = "", cookie: str = "", bearer: str = "") -> Person:
        """Who shows this; the first one given counts, and a ticket is used up. Refuses `Unauthenticated`."""
        ...

    async def present(self, account: str, session: str | None) -> bool:
        """Is the account still there, and its session not ended?"""
        ...

    async def token(self, grant: Grant) -> str:
        """A signed token in another system's words; accepted here like our own for as long as it holds."""
        ...


class AccountEvent(Event, frozen=True, kw_only=True):
    topic: ClassVar[str] = "identity.account.v1"

    account_id: str

    @property
    def key(self) -> str:
        return self.account_id


class AccountVerified(AccountEvent, frozen=True, kw_only=True, tag="account.verified"):
    """The address is the person's own. Position and department are what the person wrote: they give no power."""

    email: str
    name: str
    position: str = ""
    department: str = ""
    roles: tuple[str, ...] = ()


class MembershipChanged(Event, frozen=True, kw_only=True, tag="membership.changed"):
    """What a system knows an account as, from now on; it replaces what the same system said before.

    `account_id` or `email` says whose, the first of them if both are there: an address may be named before its
    account exists, and takes effect once that account owns it. Empty claims and roles end the membership. Each system
    counts `number` upwards; of two sayings the higher one holds, whenever it arrives.
    """

    topic: ClassVar[str] = "identity.membership.v1"

    system: str
    account_id: str = ""
    email: str = ""
    claims: Mapping[str, int | str] = field(default_factory=dict)
    roles: tuple[str, ...] = ()
    number: int = 0

    @property
    def key(self) -> str:
        return self.account_id or self.email

    @property
    def version(self) -> int:
        return self.number


class AddressTaken(Conflict):
    """Another account has the address."""


class UsernameTaken(Conflict):
    """Another account has the user name."""


class AlreadyOn(Conflict):
    """The account has a second factor already."""


class UnknownAccount(NotFound):
    pass


class UnknownRole(Invalid):
    pass


class WeakPassword(Invalid):
    """The password is too short, too long or too easily guessed."""


class TotpRequired(Unauthenticated):
    """The password is right; the account also wants a code."""


class TotpInvalid(Unauthenticated):
    """The password is right; the code is wrong, or was used before."""


class SlipSpent(Problem):
    """The link or code was used, has expired, or never was."""

    status = 400


class StepUpRequired(Denied):
    """The caller must have proved who they are within the last minutes."""


class CrossSite(Denied):
    """A page of another site sent this with the caller's cookie."""


def fresh(claims: Mapping[str, int | str], now: datetime) -> None:
    """For sensitive operations of administrators. Refuses `StepUpRequired` unless `who.claims` prove a recent
    sign-in or step-up (POST /api/auth/step-up)."""
    at = claims.get(AUTHENTICATED)
    if not isinstance(at, int) or now.timestamp() - at > FRESH.total_seconds():
        raise StepUpRequired("이 작업은 다시 본인 확인이 필요합니다. 비밀번호를 입력해 주세요.")
