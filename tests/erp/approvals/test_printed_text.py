import pytest
from hypothesis import given
from hypothesis import strategies as st

from maru.erp.approvals.printing.text import Letters, clean, justified, measure, wrap
from maru.erp.approvals.printing.wording import amount, in_words

LETTERS = Letters(frozenset(chr(code) for code in range(0x20, 0xD7A4)))
EVEN = dict.fromkeys(map(chr, range(0x20, 0xD7A4)), 1000) | {"…": 1000}


@pytest.mark.parametrize(
    ("sentence", "room", "lines"),
    [
        ("가나다라마바", 4000, ["가나다라", "마바"]),
        ("가나다라.", 4000, ["가나다", "라."]),
        ("가나다「라」", 4000, ["가나다", "「라」"]),
        ("사과,배,감귤", 5000, ["사과,배,", "감귤"]),
        ("ab!가1", 4000, ["ab!", "가1"]),
        ("제가 쓴 제3조", 7000, ["제가 쓴 ", "제3조"]),
        ("a/b?=", 4000, ["a/", "b?="]),
        ("가나 abcdef", 6000, ["가나", "abcdef"]),
        ("가나 12일에", 5000, ["가나 ", "12일에"]),
        ("PDF를 본다", 4000, ["PDF를", "본다"]),
        ("a/bcd/efgh", 5000, ["a/", "bcd/", "efgh"]),
        ("abcdefgh", 3000, ["abc", "def", "gh"]),
        ("가   나", 2000, ["가", "나"]),
        ("", 2000, [""]),
        ("가\n\n나", 2000, ["가", "", "나"]),
        ("가", 1, ["가"]),
    ],
)
def test_lines_break_where_korean_readers_expect(sentence: str, room: int, lines: list[str]) -> None:
    assert wrap(sentence, room, EVEN) == [line.rstrip() for line in lines]


@given(st.text(max_size=200), st.integers(1, 30))
def test_no_line_is_too_long_and_no_letter_is_lost(raw: str, letters: int) -> None:
    shown = clean(raw, LETTERS)
    lines = wrap(shown, letters * 1000, EVEN)

    assert all(measure(line, EVEN) <= letters * 1000 for line in lines)
    assert "".join(lines).replace(" ", "") == shown.replace(" ", "").replace("\n", "")


@pytest.mark.parametrize(
    ("whole", "said"),
    [
        (1, "일"),
        (10, "일십"),
        (113_560, "일십일만삼천오백육십"),
        (100_000_000, "일억"),
        (10_0000_0001, "일십억일"),
        (999_999_999_999_999_999, "구십구경구천구백구십구조구천구백구십구억구천구백구십구만구천구백구십구"),
    ],
)
def test_a_sum_in_words_writes_out_every_digit(whole: int, said: str) -> None:
    assert in_words(whole) == said


def test_a_sum_that_has_no_words_stays_in_figures() -> None:
    assert [amount(found) for found in ("-1200", "0", "12.50", "약간")] == [
        "-1,200원",
        "0원",
        "12.50원",
        "약간",
    ]


def test_further_lines_of_an_item_stand_under_its_first_word() -> None:
    item = list(justified("1. " + "가" * 20, 13_000, EVEN))

    assert [line for _, line, _ in item] == ["1. " + "가" * 10, "가" * 10]
    assert [indent for indent, *_ in item] == [0, 3_000]


def test_only_lines_that_go_on_are_spread() -> None:
    assert [more for *_, more in justified("가" * 5 + "\n나", 2_000, EVEN)] == [True, True, False, False]
