"""Time-based one-time passwords (RFC 6238: HMAC-SHA1, 30 s, six digits), as authenticator applications speak them."""

import base64
import hmac
from datetime import datetime
from typing import Final
from urllib.parse import quote, urlencode

STEP: Final = 30
DIGITS: Final = 6
DRIFT: Final = 1  # steps that a person's clock may be off, either way


def step_at(now: datetime) -> int:
    return int(now.timestamp()) // STEP


def code(secret: bytes, step: int) -> str:
    """RFC 4226, section 5.3."""
    digest = hmac.digest(secret, step.to_bytes(8, "big"), "sha1")
    at = digest[-1] & 0xF
    number = int.from_bytes(digest[at : at + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def step_of(secret: bytes, given: str, now: datetime, after: int) -> int | None:
    """The step this code is of, if it is near now and later than `after`, the last one used: each holds once."""
    digits = given.replace(" ", "")
    if len(digits) != DIGITS or not digits.isascii() or not digits.isdigit():
        return None
    here = step_at(now)
    steps = range(here - DRIFT, here + DRIFT + 1)
    matching = [step for step in steps if hmac.compare_digest(code(secret, step), digits) and step > after]
    return min(matching, default=None)


def shown(secret: bytes) -> str:
    return base64.b32encode(secret).decode().rstrip("=")


def uri(secret: bytes, email: str) -> str:
    """What the QR code says (the key URI format that authenticator applications share)."""
    label = quote(f"Maru:{email}", safe=":@")
    return f"otpauth://totp/{label}?" + urlencode(
        {
            "secret": shown(secret),
            "issuer": "Maru",
            "algorithm": "SHA1",
            "digits": DIGITS,
            "period": STEP,
        }
    )
