"""Which passwords are refused: short, long, or among those that are tried first. No composition rules."""

import re
import unicodedata
from typing import Final

from maru.chassis.problems import Flaw
from maru.identity.accounts.contract import WeakPassword
from maru.identity.accounts.domain.guessed import PASSWORDS, STEMS

SHORTEST: Final = 8
LONGEST: Final = 256

# what people write for a letter
_LEET: Final = str.maketrans("01345@$!7", "oleasasit")
_ROWS: Final = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")


def normalised(password: str) -> str:
    """One form for what the same keys give on different machines (NFKC)."""
    return unicodedata.normalize("NFKC", password)


def chosen(password: str, *about: str) -> str:
    """The password as it is hashed. `about` is what everybody knows of the person. Refuses `WeakPassword`."""
    if len(password) > 4 * LONGEST:
        raise _weak(f"비밀번호는 {LONGEST}자까지 쓸 수 있습니다.")
    text = normalised(password)
    if len(text) < SHORTEST:
        raise _weak(f"비밀번호는 {SHORTEST}자 이상이어야 합니다.")
    if len(text) > LONGEST:
        raise _weak(f"비밀번호는 {LONGEST}자까지 쓸 수 있습니다.")
    if guessable(text, *about):
        raise _weak("널리 쓰이거나 쉽게 짐작되는 비밀번호입니다. 다른 비밀번호를 정해 주세요.")
    return text


def guessable(text: str, *about: str) -> bool:
    plain = text.lower()
    if plain in PASSWORDS or len(set(plain)) <= 2 or _walk(plain):
        return True
    # a known word with figures or signs around it, spelt with them or not
    bare = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", plain)
    spelt = re.sub(r"^[\W_]+|[\W\d_]+$", "", plain).translate(_LEET)
    stems = {bare, spelt, plain.translate(_LEET)}
    if stems & STEMS or any(len(stem) >= 4 and stem * 2 == bare for stem in STEMS):
        return True
    known = {part for word in about for part in _parts(word)}
    return not known.isdisjoint(stems | {plain})


def _walk(plain: str) -> bool:
    """Keys in a row, either way, or one short piece again and again."""
    for size in range(1, 5):
        if len(plain) % size == 0 and plain == plain[:size] * (len(plain) // size):
            return True
    rows = [row * 2 for row in _ROWS] + [row[::-1] * 2 for row in _ROWS]
    pieces = [plain[at : at + 4] for at in range(0, len(plain), 4)]
    return all(any(piece in row for row in rows) for piece in pieces)


def _parts(word: str) -> set[str]:
    whole = word.lower().strip()
    return {part for part in {whole, *re.split(r"[@.\s_+-]+", whole)} if len(part) >= 3}


def _weak(sentence: str) -> WeakPassword:
    return WeakPassword(sentence, errors=[Flaw("$.password", sentence)])
