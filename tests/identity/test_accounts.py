"""What other services ask of accounts and tell them."""

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maru.chassis.problems import Problem
from maru.identity.accounts.contract import AddressTaken, MembershipChanged, UnknownRole, UsernameTaken
from maru.identity.accounts.domain import passwords
from maru.identity.accounts.service.relying import local_path
from tests.identity.stand import JUN, PASSWORD, Clock, Stand


def told(clock: Clock, **given: Any) -> MembershipChanged:
    return MembershipChanged(tenant="maru", at=clock(), system=given.pop("system", "erp"), **given)


async def test_an_account_is_found_by_address_and_by_user_name(maru: Stand) -> None:
    added = await maru.accounts.add(JUN, "김준", ["buyer"], PASSWORD, title="관객", username="User01")
    found = [await maru.accounts.find(each) for each in (" JUN@example.com", "user01", "USER01")]
    entered = await maru.accounts.enter("user01", PASSWORD, "10.0.0.1")

    assert {each.id for each in found if each is not None} == {added.id} == {entered.id}
    assert all(found)
    assert await maru.accounts.get(added.id) == entered
    assert await maru.accounts.find("nobody@example.com") is None
    assert (entered.title, entered.username, entered.roles) == ("관객", "user01", ("buyer",))


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"email": JUN.upper()}, AddressTaken),
        ({"username": "USER01"}, UsernameTaken),
        ({"roles": ["root"]}, UnknownRole),
    ],
)
async def test_what_is_taken_or_unknown_is_refused(
    maru: Stand, changed: dict[str, Any], refusal: type[Problem]
) -> None:
    await maru.accounts.add(JUN, "김준", ["buyer"], PASSWORD, username="user01")
    another = {"email": "mina@example.com", "name": "미나", "roles": ["buyer"], "username": "user02"}

    with pytest.raises(refusal):
        await maru.accounts.add(**{**another, **changed})


async def test_of_many_who_add_one_address_at_once_one_wins(maru: Stand) -> None:
    tries = [maru.accounts.add(JUN, "김준", ["staff"], PASSWORD) for _ in range(20)]
    outcomes = await asyncio.gather(*tries, return_exceptions=True)

    assert sum(isinstance(each, AddressTaken) for each in outcomes) == 19


async def test_a_system_may_give_its_own_roles_only(maru: Stand, clock: Clock) -> None:
    id = await maru.account(JUN, "buyer")
    await maru.hear(
        told(clock, account_id=id, roles=("manager", "operator", "clinic-admin", "root"), number=1)
    )
    await maru.hear(told(clock, account_id=id, system="nowhere", roles=("admin",), number=1))

    found = await maru.accounts.get(id)

    assert found is not None and found.roles == ("buyer", "manager")


async def test_the_last_word_of_each_system_counts_whenever_it_arrives(maru: Stand, clock: Clock) -> None:
    await maru.hear(told(clock, email=JUN, roles=("staff",), claims={"employee_id": 7}, number=1))
    id = await maru.account(JUN, "buyer")
    by_address = await maru.accounts.get(id)
    clinic = {
        "system": "clinic",
        "account_id": id,
        "claims": {"owner_id": 3},
        "roles": ("owner",),
        "number": 1,
    }
    await maru.hear(told(clock, **clinic))
    gone = {"account_id": id, "email": JUN, "number": 3}
    await maru.hear(told(clock, **gone))
    await maru.hear(told(clock, account_id=id, roles=("manager",), claims={"employee_id": 7}, number=2))
    left = await maru.accounts.get(id)

    assert by_address is not None and left is not None
    assert (by_address.roles, by_address.claims) == (("buyer", "staff"), {"employee_id": 7})
    assert (left.roles, left.claims) == (("buyer", "owner"), {"owner_id": 3})


async def test_every_account_is_told_of_once_it_is_there(maru: Stand) -> None:
    added = await maru.accounts.add(JUN, "김준", ["hr", "staff"], PASSWORD, position="팀장", department="HR")

    (event,) = await maru.events()

    assert (event["type"], event["account_id"], event["roles"]) == (
        "account.verified",
        added.id,
        ["hr", "staff"],
    )
    assert (event["position"], event["department"]) == ("팀장", "HR")


async def test_nobody_is_admitted_by_nothing(maru: Stand) -> None:
    for shown in ({}, {"ticket": "x"}, {"cookie": "x"}, {"bearer": "x"}):
        (outcome,) = await asyncio.gather(maru.accounts.admit(**shown), return_exceptions=True)
        assert isinstance(outcome, Problem) and outcome.status == 401


@pytest.mark.parametrize(
    "password",
    [
        "password",
        "Password123!",
        "P@ssw0rd!!",
        "12345678",
        "qwertyuiop",
        "asdfghjkl1234",
        "aaaaaaaaaa",
        "abababab",
        "abcabcabc",
        "Dragon2026!",
        "iloveyou2",
        "tkfkdgo1004",
        "jun@example.com",
        "jun12345",
        "１２３４５６７８",
        "seven77",
    ],
)
def test_passwords_that_are_tried_first_are_refused(password: str) -> None:
    with pytest.raises(Problem):
        passwords.chosen(password, JUN, "김준")


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery",
        "맑은 아침의 나라 일곱",
        "tr4verse-kettle-9",
        "x7Qp-2mVr-9sLk",
        "ñandú está aquí",
    ],
)
def test_others_are_fine_whatever_they_are_made_of(password: str) -> None:
    assert passwords.chosen(password, JUN, "김준")


@given(st.text(max_size=60))
def test_where_to_go_next_is_never_another_site(wanted: str) -> None:
    path = local_path(wanted)

    assert path.startswith("/") and not path.startswith(("//", "/\\"))
    assert path in (wanted, "/")
