"""Taking each day from the earliest expiry pays for a leave whenever the grants can pay for it at all."""

from datetime import timedelta
from itertools import chain, combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from maru.erp.leave.contract import InsufficientBalance
from maru.erp.leave.domain.allocation import Want, allocate
from tests.erp.leave import desk

windows = st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(1, 4))
demands = st.dictionaries(st.integers(0, 6), st.integers(1, 4), min_size=1, max_size=5)


@settings(max_examples=300, deadline=None)
@given(st.lists(windows, max_size=5), demands)
def test_a_leave_is_refused_only_if_some_of_its_days_are_beyond_all_grants_that_live_on_them(
    grants: list[tuple[int, int, int]], demand: dict[int, int]
) -> None:
    """Hall's condition: every choice of days must be covered by the grants that touch one of them."""
    whole = desk.account(
        *(
            desk.given(
                f"g{n}",
                amount,
                starts=desk.TODAY + timedelta(min(a, b)),
                until=desk.TODAY + timedelta(max(a, b)),
            )
            for n, (a, b, amount) in enumerate(grants)
        )
    )
    wants = [Want(desk.TODAY + timedelta(day), amount * desk.DAY) for day, amount in demand.items()]
    choices = chain.from_iterable(combinations(demand, n) for n in range(1, len(demand) + 1))
    payable = all(
        sum(amount for a, b, amount in grants if any(min(a, b) <= day <= max(a, b) for day in days))
        >= sum(demand[day] for day in days)
        for days in choices
    )

    try:
        parts = allocate(whole, wants, desk.stamp()).parts
    except InsufficientBalance:
        assert not payable
        return
    assert payable
    assert sum(part.minutes for part in parts) == sum(want.minutes for want in wants)
