"""STOMP frames to and from bytes: 1.2, and 1.1 and 1.0 for clients that still ask for them.

https://stomp.github.io/stomp-specification-1.2.html. A parser is fed whatever the transport delivers: half a
frame, several frames, or a bare end of line, which is a heart-beat.
"""

import re
from collections.abc import Mapping
from typing import Final

import msgspec
from msgspec import Struct

from maru.chassis.problems import Malformed, TooLarge

VERSIONS: Final = ("1.2", "1.1", "1.0")
SUBPROTOCOLS: Final = {"v12.stomp": "1.2", "v11.stomp": "1.1", "v10.stomp": "1.0"}
HEARTBEAT: Final = "\n"
FRAME_LIMIT: Final = 64 * 1024
HEADER_LIMIT: Final = 64
HEAD_LIMIT: Final = 16 * 1024

_UNESCAPED: Final = frozenset({"CONNECT", "CONNECTED", "STOMP"})
_ESCAPE: Final[Mapping[str, Mapping[int, str]]] = {
    "1.2": str.maketrans({"\\": "\\\\", "\r": "\\r", "\n": "\\n", ":": "\\c", "\0": " "}),
    "1.1": str.maketrans({"\\": "\\\\", "\r": " ", "\n": "\\n", ":": "\\c", "\0": " "}),
    "1.0": str.maketrans({"\r": " ", "\n": " ", "\0": " "}),
}
_PLAIN_KEY: Final[Mapping[int, str]] = str.maketrans({"\r": " ", "\n": " ", "\0": " ", ":": "-"})
_UNESCAPE: Final = {"\\\\": "\\", "\\r": "\r", "\\n": "\n", "\\c": ":"}
_ESCAPED: Final = re.compile(r"\\.?", re.DOTALL)
_COMMAND: Final = re.compile(rb"[A-Z]{1,16}\Z")
_BLANK_LINE: Final = re.compile(rb"\n\r?\n")


class BadFrame(Malformed):
    """What came is not a STOMP frame, or not one that may come now."""


class BadText(Malformed):
    """What came is not UTF-8."""


class FrameTooLarge(TooLarge):
    """The frame is larger than the limit, whether or not all of it has come."""


class Frame(Struct, frozen=True):
    command: str
    headers: Mapping[str, str] = msgspec.field(default_factory=dict)
    body: bytes = b""


def encode(frame: Frame, version: str = "1.2") -> bytes:
    """The frame's bytes. No header can forge another: line ends are escaped, or blanked."""
    head = [frame.command]
    if frame.command in _UNESCAPED:
        blank = _ESCAPE["1.0"]
        head += [
            f"{key.translate(_PLAIN_KEY)}:{value.translate(blank)}" for key, value in frame.headers.items()
        ]
    else:
        escape = _ESCAPE[version]
        head += [f"{key.translate(escape)}:{value.translate(escape)}" for key, value in frame.headers.items()]
    if frame.body:
        head.append(f"content-length:{len(frame.body)}")
    return "\n".join(head).encode(errors="replace") + b"\n\n" + frame.body + b"\0"


def negotiate(accepted: str | None) -> str | None:
    """The highest version both sides speak; a client that names none speaks 1.0."""
    offered = {version.strip() for version in (accepted or "1.0").split(",")}
    return next((version for version in VERSIONS if version in offered), None)


def heartbeat(header: str | None) -> tuple[int, int]:
    """What the peer can send and wants to receive, in milliseconds; zero is never. Refuses `BadFrame`."""
    match = re.fullmatch(r"(\d{1,9}),(\d{1,9})", header or "0,0")
    if match is None:
        raise BadFrame("heart-beat 헤더는 밀리초 두 개를 '20000,20000'처럼 적어야 합니다.")
    return int(match[1]), int(match[2])


class Parser:
    """Frames out of a stream. Once it has refused, the stream is beyond repair."""

    def __init__(self, limit: int = FRAME_LIMIT) -> None:
        self.version = "1.2"
        self._limit = limit
        self._pending = bytearray()

    def feed(self, data: bytes) -> None:
        self._pending += data

    def next(self) -> Frame | None:
        """The next whole frame, or None until more comes. Refuses `BadFrame`, `BadText`, `FrameTooLarge`."""
        self._skip_heartbeats()
        pending = self._pending
        if not pending:
            return None
        blank = _BLANK_LINE.search(pending, 0, HEAD_LIMIT)
        if (stray := pending.find(0, 0, blank.start() if blank else HEAD_LIMIT)) >= 0:
            raise BadFrame("프레임의 머리가 빈 줄로 끝나지 않았습니다.", offset=stray)
        if blank is None:
            if len(pending) >= HEAD_LIMIT:
                raise FrameTooLarge(f"프레임의 머리는 {HEAD_LIMIT}바이트까지입니다.", limit=HEAD_LIMIT)
            return None
        command, headers = self._head(bytes(pending[: blank.start()]))
        return self._whole(command, headers, blank.end())

    def _whole(self, command: str, headers: Mapping[str, str], start: int) -> Frame | None:
        pending = self._pending
        length = _content_length(headers)
        end = start + length if length is not None else pending.find(0, start)
        if max(end, start) >= self._limit or (end < 0 and len(pending) > self._limit):
            raise FrameTooLarge(f"프레임은 {self._limit}바이트까지입니다.", limit=self._limit)
        if not 0 <= end < len(pending):
            return None
        if pending[end] != 0:
            raise BadFrame("content-length가 본문의 길이와 다릅니다.")
        body = bytes(pending[start:end])
        del pending[: end + 1]
        return Frame(command, headers, body)

    def _skip_heartbeats(self) -> None:
        pending, at = self._pending, 0
        while at < len(pending):
            if pending[at] == 0x0A:
                at += 1
            elif pending[at : at + 2] == b"\r\n":
                at += 2
            else:
                break
        if at:
            del pending[:at]
        if pending == b"\r":
            return
        line_end = pending.find(b"\n", 0, 32)
        command = bytes(pending[: line_end if line_end >= 0 else 17]).removesuffix(b"\r")
        if pending and not _COMMAND.match(command):
            raise BadFrame("STOMP 명령으로 시작하지 않는 프레임입니다.")

    def _head(self, raw: bytes) -> tuple[str, Mapping[str, str]]:
        try:
            first, *lines = raw.decode().split("\n")
        except UnicodeDecodeError:
            raise BadText("프레임의 머리가 UTF-8이 아닙니다.") from None
        if len(lines) > HEADER_LIMIT:
            raise FrameTooLarge(f"헤더는 {HEADER_LIMIT}개까지입니다.", limit=HEADER_LIMIT)
        command = first.removesuffix("\r")
        plain = command in _UNESCAPED or self.version == "1.0"
        headers: dict[str, str] = {}
        for line in lines:
            key, colon, value = line.removesuffix("\r").partition(":")
            if not colon or not key:
                raise BadFrame("헤더는 '이름:값'이어야 합니다.")
            if not plain:
                key, value = _unescape(key), _unescape(value)
            headers.setdefault(key, value)  # of repeated headers the first one counts
        return command, headers


def _unescape(text: str) -> str:
    if "\\" not in text:
        return text
    try:
        return _ESCAPED.sub(lambda found: _UNESCAPE[found[0]], text)
    except KeyError:
        raise BadFrame("헤더에 알 수 없는 이스케이프가 있습니다.") from None


def _content_length(headers: Mapping[str, str]) -> int | None:
    text = headers.get("content-length")
    if text is None:
        return None
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise BadFrame("content-length는 0 이상의 정수여야 합니다.")
    return int(text)
