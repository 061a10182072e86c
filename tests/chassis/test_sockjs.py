import pytest

from maru.chassis import sockjs


def test_messages_travel_as_json_strings_whatever_they_contain() -> None:
    texts = ['MESSAGE\n\n결재가 끝났습니다 "12" \\ \0', "\n"]
    framed = sockjs.messages(texts)

    assert framed.startswith("a[")
    assert "\n" not in framed
    assert list(sockjs.received(framed[1:])) == texts


def test_a_client_may_send_one_string_an_array_or_nothing() -> None:
    assert list(sockjs.received('"a"')) == ["a"]
    assert list(sockjs.received('["a","b"]')) == ["a", "b"]
    assert list(sockjs.received("")) == []


@pytest.mark.parametrize("wrong", ["a", "{}", "[1]", '["a"', "null", b'["\xff"]', '["a"]]', "[" * 10_000])
def test_anything_else_is_refused(wrong: str | bytes) -> None:
    with pytest.raises(sockjs.BadMessages):
        sockjs.received(wrong)


def test_a_close_carries_its_code_and_reason() -> None:
    assert sockjs.close(1001, "going away") == 'c[1001,"going away"]'


@pytest.mark.parametrize(
    ("segment", "allowed"), [("000", True), ("a-b_9", True), ("", False), ("a.b", False), ("x" * 65, False)]
)
def test_address_parts_are_plain_and_short(segment: str, allowed: bool) -> None:
    assert sockjs.is_segment(segment) is allowed
