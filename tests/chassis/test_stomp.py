import pytest
from hypothesis import given
from hypothesis import strategies as st

from maru.chassis.stomp import (
    BadFrame,
    BadText,
    Frame,
    FrameTooLarge,
    Parser,
    encode,
    heartbeat,
    negotiate,
)

texts = st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=20)
frames = st.builds(
    Frame,
    command=st.sampled_from(["SEND", "SUBSCRIBE", "MESSAGE", "ERROR"]),
    headers=st.dictionaries(texts.filter(lambda key: key not in ("", "content-length")), texts, max_size=5),
    body=st.binary(max_size=200),
)


def parsed(data: bytes, *, version: str = "1.2", limit: int = 1000) -> list[Frame]:
    parser = Parser(limit)
    parser.version = version
    parser.feed(data)
    found = []
    while (frame := parser.next()) is not None:
        found.append(frame)
    return found


def without_length(frame: Frame) -> Frame:
    return Frame(frame.command, {k: v for k, v in frame.headers.items() if k != "content-length"}, frame.body)


@given(st.lists(frames, max_size=4), st.data())
def test_what_is_encoded_is_read_back_however_the_stream_is_cut(
    sent: list[Frame], data: st.DataObject
) -> None:
    stream = b"\n".join(encode(frame) for frame in sent)
    parser, found = Parser(), []
    while stream:
        cut = data.draw(st.integers(1, len(stream)))
        parser.feed(stream[:cut])
        stream = stream[cut:]
        while (frame := parser.next()) is not None:
            found.append(without_length(frame))

    assert found == sent


@given(st.binary(max_size=300))
def test_no_bytes_do_anything_but_parse_or_be_refused(data: bytes) -> None:
    try:
        parsed(b"SEND\n" + data)
        parsed(data)
    except (BadFrame, BadText, FrameTooLarge):
        return


def test_line_ends_between_frames_are_heartbeats_and_carriage_returns_are_tolerated() -> None:
    found = parsed(b"\n\r\n\nSEND\r\ndestination:/a\r\n\r\nhi\0\n\n\r\nSEND\n\n\0\n")

    assert found == [Frame("SEND", {"destination": "/a"}, b"hi"), Frame("SEND", {}, b"")]


def test_of_repeated_headers_the_first_one_counts() -> None:
    assert parsed(b"SEND\nfoo:World\nfoo:Hello\n\n\0")[0].headers == {"foo": "World"}


def test_a_body_with_a_length_may_contain_nul() -> None:
    assert parsed(b"SEND\ncontent-length:3\n\na\0b\0")[0].body == b"a\0b"


def test_a_header_cannot_forge_another_header_in_any_version() -> None:
    evil = {"message": "a\nroot:yes", "note\nroot:": "x"}
    for version in ("1.2", "1.1", "1.0"):
        assert b"\nroot:" not in encode(Frame("ERROR", evil), version)
        assert b"\nroot:" not in encode(Frame("CONNECTED", evil), version)


def test_escapes_depend_on_the_version_and_connect_has_none() -> None:
    raw = rb"SEND" + b"\n" + rb"k:a\c\n\\b" + b"\n\n\0"

    assert parsed(raw)[0].headers == {"k": "a:\n\\b"}
    assert parsed(raw, version="1.0")[0].headers == {"k": r"a\c\n\\b"}
    assert parsed(raw.replace(b"SEND", b"CONNECT"))[0].headers == {"k": r"a\c\n\\b"}
    assert encode(Frame("MESSAGE", {"k": "a:\r\n\\b"})) == rb"MESSAGE" + b"\n" + rb"k:a\c\r\n\\b" + b"\n\n\0"


@pytest.mark.parametrize(
    ("raw", "refusal"),
    [
        (b"hello world\n\n\0", BadFrame),
        (b'{"type":"subscribe"}', BadFrame),
        (b"SEND\nno colon\n\n\0", BadFrame),
        (b"SEND\n:empty\n\n\0", BadFrame),
        (b"SEND\nk:\\t\n\n\0", BadFrame),
        (b"SEND\nk:tail\\\n\n\0", BadFrame),
        (b"SEND\0\n\n\0", BadFrame),
        (b"SEND\ncontent-length:x\n\n\0", BadFrame),
        (b"SEND\ncontent-length:-1\n\n\0", BadFrame),
        (b"SEND\ncontent-length:1\n\nabc\0", BadFrame),
        (b"SEND\nk:\xff\n\n\0", BadText),
        (b"SEND\n" + b"k:v\n" * 65 + b"\n\0", FrameTooLarge),
        (b"SEND\nk:" + b"v" * 20_000, FrameTooLarge),
        (b"SEND\n\n" + b"x" * 1000, FrameTooLarge),
        (b"SEND\ncontent-length:1000\n\n", FrameTooLarge),
        (b"SEND\n\n" + b"x" * 1000 + b"\0", FrameTooLarge),
    ],
)
def test_what_is_not_a_frame_or_too_large_is_refused(raw: bytes, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        parsed(raw)


@pytest.mark.parametrize(
    ("accepted", "spoken"),
    [("1.0,1.1,1.2", "1.2"), ("1.1, 1.0", "1.1"), ("1.0", "1.0"), (None, "1.0"), ("2.0", None), ("", "1.0")],
)
def test_the_highest_common_version_is_spoken(accepted: str | None, spoken: str | None) -> None:
    assert negotiate(accepted) == spoken


def test_heartbeats_are_two_numbers_of_milliseconds() -> None:
    assert (heartbeat("4000,20000"), heartbeat(None)) == ((4000, 20000), (0, 0))
    for wrong in ("1", "a,b", "-1,0", "1,2,3", "1e3,0"):
        with pytest.raises(BadFrame):
            heartbeat(wrong)
