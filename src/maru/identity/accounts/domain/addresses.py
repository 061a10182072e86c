"""E-mail addresses and user names as they are compared."""

import re
import unicodedata
from typing import Final

from maru.chassis.problems import Flaw, Invalid

ADDRESS: Final = re.compile(r"[^\s@<>\"(),;:\\\[\]]{1,64}@[^\s@<>\"(),;:\\\[\]]+\.[^\s@.<>\"(),;:\\\[\]]+")
USERNAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{1,59}")


def folded(text: str) -> str:
    """One form for all spellings that people hold to be the same."""
    return unicodedata.normalize("NFKC", text).strip().lower()


def address(text: str) -> str:
    """Refuses what cannot be an address."""
    email = folded(text)
    # "=?" begins an encoded word, which a mail program would show as something else
    if len(email) > 254 or not ADDRESS.fullmatch(email) or not email.isprintable() or "=?" in email:
        raise Invalid(
            "이메일 주소를 확인해 주세요. 예: name@example.com", errors=[Flaw("$.email", "not an address")]
        )
    return email


def username(text: str) -> str:
    name = folded(text)
    if not USERNAME.fullmatch(name):
        raise Invalid(
            "사용자명은 영문과 숫자 2~60자로 정해 주세요.", errors=[Flaw("$.username", "not a name")]
        )
    return name


def called(text: str) -> str:
    """A person's name as it is shown."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not name or len(name) > 100 or not name.isprintable():
        raise Invalid("이름은 1~100자로 적어 주세요.", errors=[Flaw("$.name", "1 to 100 characters")])
    return name
