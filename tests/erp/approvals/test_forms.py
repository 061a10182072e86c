from contextlib import suppress
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from maru.chassis.problems import Invalid
from maru.erp.approvals.contract import Fields, Scalar
from maru.erp.approvals.domain.catalogue import EXPENSE, FORMS, GENERAL, LEAVE, PROJECT
from maru.erp.approvals.domain.expressions import BadExpression, evaluate, parse
from maru.erp.approvals.domain.forms import (
    Check,
    FieldKind,
    FormField,
    amount_of,
    settle,
    verify,
)
from maru.erp.approvals.domain.numbering import KST, NumberRule, counter, render
from tests.erp.approvals.paper import NOON


def flaws(form_id: str, fields: Fields) -> dict[str, str]:
    with pytest.raises(Invalid) as refusal:
        settle(FORMS[form_id], fields)
    return {flaw.path: flaw.message for flaw in refusal.value.errors}


def test_rows_and_sums_are_calculated_by_the_server_and_a_clients_value_is_ignored() -> None:
    rows: Fields = {
        "amount": 25_000,
        "total": "1",
        "items": [
            {"description": "택시", "quantity": 1, "price": "13000", "amount": "999"},
            {"description": "식대", "quantity": "1.5", "price": "8000"},
        ],
        "unknown": "x",
    }
    kept = settle(EXPENSE, rows)
    assert kept["amount"] == "25000" and kept["total"] == "25000" and "unknown" not in kept
    assert kept["items"] == [
        {"description": "택시", "quantity": 1, "price": "13000", "amount": "13000"},
        {"description": "식대", "quantity": 1.5, "price": "8000", "amount": "12000"},
    ]
    assert settle(EXPENSE, kept) == kept
    assert "합계" in flaws("expense", {**rows, "amount": "26000"})["$.fields.amount"]


def test_every_wrong_field_is_named_at_once_with_its_place() -> None:
    found = flaws(
        "expense",
        {
            "amount": "천원",
            "spentOn": "2026-02-30",
            "items": [
                {"quantity": "1", "price": "10"},
                {"description": "a", "quantity": "1.555", "price": "1.5"},
            ],
        },
    )
    assert set(found) == {
        "$.fields.amount",
        "$.fields.spentOn",
        "$.fields.items[0].description",
        "$.fields.items[1].quantity",
        "$.fields.items[1].price",
    }


@pytest.mark.parametrize(
    "amount", ["1e5", "NaN", "Infinity", "1_000", "1,000", "", True, "12345678901234567890", "0", "-5"]
)
def test_an_amount_is_a_plain_positive_number(amount: str | bool) -> None:
    assert "$.fields.amount" in flaws("expense", {"amount": amount})


def test_what_is_missing_stops_a_complete_paper_only() -> None:
    assert set(flaws("leave", {})) == {"$.fields.startDate", "$.fields.endDate"}
    assert settle(LEAVE, {"leaveDays": 1.5}, complete=False) == {"leaveDays": 1.5}
    assert settle(GENERAL, {}) == {}


def test_fields_are_checked_against_each_other() -> None:
    assert set(flaws("leave", {"startDate": "2026-12-02", "endDate": "2026-12-01"})) == {"$.fields.endDate"}
    assert "$.fields.unit" in flaws(
        "leave", {"startDate": "2026-12-02", "endDate": "2026-12-02", "unit": "YEAR"}
    )
    tasks: Fields = {"budget": "100", "tasks": [{"task": "설계", "days": "2", "rate": "60"}]}
    assert set(flaws("project", tasks)) == {"$.fields.budget"}
    assert settle(PROJECT, {**tasks, "budget": "1000"})["cost"] == "120"


def test_a_table_has_a_bound_and_a_text_a_length() -> None:
    row: dict[str, Scalar] = {"description": "a", "quantity": 1, "price": "1"}
    assert "$.fields.items" in flaws("expense", {"amount": "201", "items": [dict(row) for _ in range(201)]})
    assert "$.fields.items" in flaws("expense", {"amount": "201", "items": "전부"})
    assert "$.fields.account" in flaws("expense", {"amount": "1", "account": "가" * 101})


def test_the_amount_is_that_of_the_field_the_form_names() -> None:
    assert amount_of(EXPENSE, {"amount": "3200000"}) == 3_200_000
    assert amount_of(GENERAL, {"amount": "5"}) == 0


def test_a_form_that_cannot_calculate_is_not_published() -> None:
    broken = replace(
        GENERAL,
        fields=(
            FormField(name="a", label="a", formula="b + 1"),
            FormField(name="b", label="b", kind=FieldKind.CHOICE),
            FormField(name="b", label="b"),
            FormField(name="c", label="c", formula="a +"),
        ),
        checks=(Check("zz > 1", "b", "no"),),
        amount_field="nowhere",
    )
    with pytest.raises(Invalid) as refusal:
        verify(broken)
    paths = [flaw.path for flaw in refusal.value.errors]
    assert paths == [
        "$.fields[0]",
        "$.fields[1]",
        "$.fields[2]",
        "$.fields[3]",
        "$.checks[0]",
        "$.amountField",
    ]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) × 3", 9),
        ("10 − 2 − 3", 5),
        ("8 ÷ 2 / 2", 2),
        ("-3 * -2", 6),
        ("sum(items.amount) + sum(1, 2)", 33),
        ("max(items.amount, 7)", 20),
        ("min(items.amount)", 10),
        ("sum(nothing.at)", 0),
        ("amount > 3000000 and not urgent", True),
        ("amount > 3000000 or missing == 'x'", True),
        ("not amount > 1", False),
        ("kind == 'trip'", True),
        ("small < amount", True),
        ("startDate < endDate", True),
    ],
)
def test_a_formula_means_what_it_says(text: str, value: object) -> None:
    fields: Fields = {
        "items": [{"amount": "10"}, {"amount": 20}],
        "amount": "3000001",
        "small": "9",
        "urgent": False,
        "kind": "trip",
        "startDate": "2026-01-31",
        "endDate": "2026-02-01",
    }
    assert evaluate(parse(text), fields) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1 +",
        "(1",
        "1 2",
        "a.b.c",
        "a.b",
        "__import__('os')",
        "open(1)",
        "a[0]",
        "a ** 2",
        "lambda: 1",
        "'a' + 1",
        "1 / 0",
        "1;2",
        "and",
        "sum()",
        "(" * 40 + "1" + ")" * 40,
        "-" * 300 + "1",
        "+".join(["1"] * 400),
    ],
)
def test_whatever_is_not_on_the_list_is_refused(text: str) -> None:
    with pytest.raises(BadExpression):
        evaluate(parse(text), {"a": "1"})


@given(st.text(alphabet="ab1.+-*/()<>=!,' notsumadr", max_size=60))
def test_no_text_does_more_than_be_refused(text: str) -> None:
    with suppress(BadExpression):
        evaluate(parse(text), {"a": "1", "b": [{"a": "2"}]})


def test_a_formula_has_a_budget_of_steps() -> None:
    rows: Fields = {"items": [{"n": 1}] * 600}
    twenty = parse(" + ".join(["sum(items.n)"] * 20))
    with pytest.raises(BadExpression, match="많은"):
        evaluate(twenty, rows)
    assert evaluate(parse("sum(items.n)"), rows) == 600


def test_a_result_too_large_for_the_paper_is_refused_at_its_field() -> None:
    row: dict[str, Scalar] = {
        "description": "a",
        "quantity": "999999999999999999",
        "price": "999999999999999999",
    }
    assert "$.fields.items[0].amount" in flaws("expense", {"amount": "1", "items": [row]})


def test_numbers_follow_the_pattern_and_restart_with_the_korean_year() -> None:
    rule = NumberRule("expense")
    assert render(rule, "EX", NOON, 42) == "EX-26-000042"
    assert render(NumberRule("r", "{YYYY}/{ABBR}/{SEQ}"), "EX", NOON, 1_234_567) == "2026/EX/1234567"
    eve = datetime.fromisoformat("2026-12-31T15:00:00+00:00")
    assert eve.astimezone(KST).year == 2027
    assert (counter(rule, NOON), counter(rule, eve)) == ("expense:2026", "expense:2027")


@pytest.mark.parametrize("pattern", ["{ABBR}-{YY}", "{SEQ}-{NAME}", "{SEQ", "{SEQ:0}"])
def test_a_number_pattern_without_its_sequence_or_with_unknown_parts_is_refused(pattern: str) -> None:
    with pytest.raises(Invalid):
        NumberRule("r", pattern)
