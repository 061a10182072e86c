"""The roles there are, and who may give which."""

from collections.abc import Iterable, Mapping
from typing import Final

from maru.identity.accounts.contract import UnknownRole

OF_SYSTEM: Final[Mapping[str, frozenset[str]]] = {
    "erp": frozenset({"staff", "manager", "hr", "admin"}),
    "ticketing": frozenset({"buyer", "organiser", "gate", "operator"}),
    "clinic": frozenset({"receptionist", "vet", "owner", "clinic-admin"}),
    "platform": frozenset({"operator", "auditor"}),
}
KNOWN: Final = frozenset().union(*OF_SYSTEM.values())
SIGNED_UP: Final = ("staff",)


def known(roles: Iterable[str]) -> tuple[str, ...]:
    """The roles in a fixed order. Refuses `UnknownRole`."""
    wanted = {role.strip().lower() for role in roles}
    if strange := sorted(wanted - KNOWN):
        raise UnknownRole(
            f"{', '.join(strange)} 역할은 없습니다. 다음 중에서 고르세요: {', '.join(sorted(KNOWN))}"
        )
    return tuple(sorted(wanted))


def of_groups(groups: Iterable[object]) -> tuple[str, ...]:
    """The roles that another issuer's groups stand for; groups that are no role of ours mean nothing here."""
    return tuple(sorted({str(group).strip().lower() for group in groups} & KNOWN))


def of_membership(system: str, roles: Iterable[str]) -> tuple[str, ...]:
    """A system may only give its own roles."""
    return tuple(sorted(set(roles) & OF_SYSTEM.get(system, frozenset())))
