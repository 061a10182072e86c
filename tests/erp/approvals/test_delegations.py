from datetime import datetime

import pytest

from maru.chassis.problems import Denied, Invalid
from maru.erp.approvals.contract import (
    Action,
    DelegateInLine,
    DelegationForbidden,
    DelegationKind,
    FinalAuthorityRequired,
    InvalidState,
    NotApprover,
    Person,
)
from maru.erp.approvals.domain.delegations import (
    OverlappingDelegation,
    Scope,
    activate,
    end,
    propose,
)
from maru.erp.approvals.domain.policy import FinalAuthority, Policy
from maru.erp.approvals.domain.tables import DelegationState
from tests.erp.approvals.paper import A1, A2, NOON, D, G, X, did, later, on_way, serial, standing_in, step

PLANNED, UNPLANNED = DelegationKind.PLANNED, DelegationKind.UNPLANNED


def test_a_planned_absence_is_in_force_by_its_days_in_korea_both_included() -> None:
    stands = standing_in()
    assert not stands.in_force(datetime.fromisoformat("2026-11-19T23:59:59+09:00"))
    assert stands.in_force(datetime.fromisoformat("2026-11-19T15:00:00+00:00"))
    assert stands.in_force(datetime.fromisoformat("2026-11-27T23:59:59+09:00"))
    assert not stands.in_force(datetime.fromisoformat("2026-11-28T00:00:00+09:00"))


def test_an_unplanned_absence_is_started_by_the_substitute_alone() -> None:
    named = propose("g1", "acme", A1, G, Scope(kind=UNPLANNED, start="2026-11-20", end="2026-11-27"), NOON)
    assert named.state is DelegationState.READY and not named.in_force(NOON)
    with pytest.raises(NotApprover):
        did(on_way(serial(A1, A2)), G, Action.APPROVE, delegations=(named,))
    with pytest.raises(Denied):
        activate(named, A1.id, NOON)
    with pytest.raises(Invalid):
        activate(named, G.id, later(24 * 30))

    started = activate(named, G.id, NOON)
    assert started.in_force(NOON) and started.version == 2
    assert did(on_way(serial(A1, A2)), G, Action.APPROVE, delegations=(started,)).events
    with pytest.raises(InvalidState):
        activate(started, G.id, NOON)
    with pytest.raises(InvalidState):
        activate(standing_in(), G.id, NOON)


def test_either_side_ends_it_once_and_nobody_else_does() -> None:
    stands = standing_in()
    with pytest.raises(Denied):
        end(stands, X.id, NOON)
    over = end(stands, A1.id, NOON)
    assert over.state is DelegationState.ENDED and not over.in_force(NOON)
    with pytest.raises(InvalidState):
        end(over, G.id, NOON)


@pytest.mark.parametrize(
    ("giver", "delegate", "start", "until", "amount", "path"),
    [
        (A1, A1, "2026-11-20", "2026-11-27", None, "$.delegateId"),
        (A1, G, "2026-11-27", "2026-11-20", None, "$.end"),
        (A1, G, "2026-11-01", "2026-11-19", None, "$.end"),
        (A1, G, "2026-11-20", "2026-11-27", "-1", "$.maxAmount"),
        (A1, G, "soon", "2026-11-27", None, "$.start"),
        (A1, G, "2026-11-20T09:00:00", "2026-11-27", None, "$.start"),
    ],
)
def test_an_absence_that_makes_no_sense_is_refused_at_its_field(
    giver: Person, delegate: Person, start: str, until: str, amount: str | None, path: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        propose(
            "g1",
            "acme",
            giver,
            delegate,
            Scope(kind=PLANNED, start=start, end=until, max_amount=amount),
            NOON,
        )
    assert [flaw.path for flaw in refusal.value.errors] == [path]


def test_two_substitutes_for_the_same_papers_at_the_same_time_are_refused() -> None:
    first = standing_in(forms=("expense",))
    week = Scope(kind=PLANNED, start="2026-11-25", end="2026-11-30")
    with pytest.raises(OverlappingDelegation):
        propose("g2", "acme", A1, X, week, NOON, [first])
    other_form = Scope(kind=PLANNED, start="2026-11-25", end="2026-11-30", forms=("leave",))
    assert propose("g2", "acme", A1, X, other_form, NOON, [first])
    afterwards = Scope(kind=PLANNED, start="2026-11-28", end="2026-11-30")
    assert propose("g2", "acme", A1, X, afterwards, NOON, [first])
    assert propose("g2", "acme", A2, X, week, NOON, [first])
    assert propose("g2", "acme", A1, X, week, NOON, [end(first, A1.id, NOON)])


@pytest.mark.parametrize(
    ("scope", "covered"),
    [
        ({}, True),
        ({"forms": ("expense",)}, True),
        ({"forms": ("leave",)}, False),
        ({"departments": (9,)}, True),
        ({"departments": (30,)}, False),
        ({"max_amount": "500000"}, True),
        ({"max_amount": "499999"}, False),
    ],
)
def test_a_delegation_reaches_as_far_as_its_scope(scope: dict[str, object], covered: bool) -> None:
    paper = on_way(serial(A1, A2), form_id="expense", fields={"amount": "500000"})
    stands = (standing_in(A1, G, **scope),)  # type: ignore[arg-type]
    if covered:
        assert did(paper, G, Action.APPROVE, delegations=stands).events
    else:
        with pytest.raises(NotApprover):
            did(paper, G, Action.APPROVE, "s1", delegations=stands)


def test_there_is_one_level_and_no_chain() -> None:
    chain = (standing_in(A1, G), standing_in(G, X))
    with pytest.raises(NotApprover):
        did(on_way(serial(A1, A2)), X, Action.APPROVE, "s1", delegations=chain)


def test_who_already_decides_in_the_line_does_not_decide_in_anothers_place() -> None:
    with pytest.raises(DelegateInLine):
        did(on_way(serial(A1, A2)), A2, Action.APPROVE, "s1", delegations=(standing_in(A1, A2),))
    both = (standing_in(A1, G), standing_in(A2, G))
    first = did(on_way(serial(A1, A2)), G, Action.APPROVE, "s1", delegations=both).document
    with pytest.raises(DelegateInLine):
        did(first, G, Action.APPROVE, "s2", delegations=both)


def test_a_delegate_may_act_for_the_same_giver_again() -> None:
    stands = (standing_in(A1, G),)
    first = did(on_way(serial(A1, A2, A1)), G, Action.APPROVE, delegations=stands).document
    second = did(first, A2, Action.APPROVE).document
    assert step(did(second, G, Action.APPROVE, delegations=stands).document, "s3").acted_by == G


def test_a_form_may_keep_high_amounts_from_delegates() -> None:
    policy = Policy(delegation_max_amount="1000000")
    stands = (standing_in(A1, G),)
    cheap = on_way(serial(A1, A2), policy, form_id="expense", fields={"amount": "1000000"})
    dear = on_way(serial(A1, A2), policy, form_id="expense", fields={"amount": "1000001"})
    assert did(cheap, G, Action.APPROVE, delegations=stands).events
    with pytest.raises(DelegationForbidden):
        did(dear, G, Action.APPROVE, delegations=stands)


def test_nobody_lends_an_authority_that_they_lack() -> None:
    policy = Policy(final_authority=(FinalAuthority(title="대리"),))  # the delegate's title, not the giver's
    with pytest.raises(FinalAuthorityRequired):
        did(on_way(serial(A1, A2), policy), G, Action.FINAL, delegations=(standing_in(A1, G),))


def test_giver_and_delegate_may_both_act_until_one_has() -> None:
    stands = (standing_in(A1, G),)
    paper = on_way(serial(A1, A2))
    assert step(did(paper, A1, Action.APPROVE, delegations=stands).document, "s1").on_behalf_of is None
    assert step(did(paper, G, Action.APPROVE, delegations=stands).document, "s1").on_behalf_of == A1
    assert D.id != G.id
