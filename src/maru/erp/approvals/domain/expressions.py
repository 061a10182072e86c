"""Formulas of forms and conditions of routes: comparison, and/or/not, + - × ÷, min, max, sum over fields.

A text becomes a tree of the node kinds below and nothing else; the tree is walked with a budget of steps.
There are no attributes, no calls outside the three, and no names but the form's fields.
"""

import operator
import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Final

from msgspec import Struct

from maru.chassis.problems import Flaw, Invalid
from maru.erp.approvals.contract import Fields, Scalar

STEPS: Final = 10_000
LENGTH: Final = 1_000
WORDS: Final = 200  # bounds the depth of a chain like 1 + 1 + 1, which leans to the left
DEPTH: Final = 32

Value = Decimal | str | bool


class Literal(Struct, frozen=True):
    value: Decimal | str | bool


class Field(Struct, frozen=True):
    """A field, or a column of a table's rows (`items.amount`)."""

    name: str
    column: str = ""


class Call(Struct, frozen=True):
    """One of the functions or operators; operators are functions that are written in between."""

    name: str
    arguments: "tuple[Node, ...]"


Node = Literal | Field | Call

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<text>'[^']*')|(?P<name>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)?)"
    r"|(?P<sign><=|>=|==|!=|[-+*/×÷−<>(),]))"
)
_NUMBER = re.compile(r"[+-]?[0-9]{1,18}(\.[0-9]{1,6})?")
_SPELLINGS: Final = {"×": "*", "÷": "/", "−": "-"}
_BINDS: Final[Mapping[str, int]] = {
    "or": 1,
    "and": 2,
    "==": 4,
    "!=": 4,
    "<": 4,
    "<=": 4,
    ">": 4,
    ">=": 4,
    "+": 5,
    "-": 5,
    "*": 6,
    "/": 6,
}
_COMPARE: Final[Mapping[str, Callable[[object, object], bool]]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,  # type: ignore[dict-item]
    "<=": operator.le,  # type: ignore[dict-item]
    ">": operator.gt,  # type: ignore[dict-item]
    ">=": operator.ge,  # type: ignore[dict-item]
}
_REDUCE: Final = ("sum", "min", "max")
_RESERVED: Final = ("and", "or", "not", "true", "false", *_REDUCE)


class BadExpression(Invalid):
    """The formula cannot be read, or works on values that it is not made for."""


def bad(detail: str, text: str = "") -> BadExpression:
    return BadExpression(detail, errors=[Flaw("$.expression", f"{text}: {detail}" if text else detail)])


class _Reader:
    def __init__(self, text: str) -> None:
        if len(text) > LENGTH:
            raise bad(f"식은 {LENGTH}자를 넘을 수 없습니다.")
        self._text = text
        self._tokens = list(self._split(text))
        if len(self._tokens) > WORDS:
            raise bad(f"식은 {WORDS}개를 넘는 낱말을 가질 수 없습니다.")
        self._at = 0
        self._depth = 0

    def read(self) -> Node:
        node = self._binary(0)
        if self._at != len(self._tokens):
            raise bad(f"'{self._tokens[self._at][1]}'을(를) 읽을 수 없습니다.", self._text)
        return node

    def _split(self, text: str) -> Iterator[tuple[str, str]]:
        at, end = 0, len(text.rstrip())
        while at < end:
            match = _TOKEN.match(text, at)
            if match is None or match.lastgroup is None:
                raise bad(f"'{text[at:].strip()[:10]}'을(를) 읽을 수 없습니다.", text)
            token = match.group(match.lastgroup)
            yield match.lastgroup, _SPELLINGS.get(token, token)
            at = match.end()

    def _peek(self) -> str:
        return self._tokens[self._at][1] if self._at < len(self._tokens) else ""

    def _take(self, expected: str = "") -> tuple[str, str]:
        if self._at == len(self._tokens) or (expected and self._peek() != expected):
            raise bad(
                f"'{expected}'이(가) 빠졌습니다." if expected else "식이 끝나지 않았습니다.", self._text
            )
        self._at += 1
        return self._tokens[self._at - 1]

    def _binary(self, least: int) -> Node:
        self._depth += 1
        if self._depth > DEPTH:
            raise bad("식이 너무 깊습니다.", self._text)
        left = self._unary()
        while (binds := _BINDS.get(self._peek(), 0)) > least:
            sign = self._take()[1]
            left = Call(sign, (left, self._binary(binds)))
        self._depth -= 1
        return left

    def _unary(self) -> Node:
        kind, token = self._take()
        if kind == "number":
            return Literal(Decimal(token))
        if kind == "text":
            return Literal(token[1:-1])
        if token == "not":
            return Call("not", (self._binary(3),))
        if token == "-":
            return Call("-", (Literal(Decimal(0)), self._binary(6)))
        if token == "(":
            inner = self._binary(0)
            self._take(")")
            return inner
        if token in ("true", "false"):
            return Literal(token == "true")
        if token in _REDUCE:
            return self._call(token)
        if kind == "name" and token not in _RESERVED:
            name, _, column = token.partition(".")
            return Field(name, column)
        raise bad(f"'{token}'을(를) 읽을 수 없습니다.", self._text)

    def _call(self, name: str) -> Node:
        self._take("(")
        arguments = [self._binary(0)]
        while self._peek() == ",":
            self._take(",")
            arguments.append(self._binary(0))
        self._take(")")
        return Call(name, tuple(arguments))


@lru_cache(maxsize=1_024)
def parse(text: str) -> Node:
    """The tree of a formula; refuses `BadExpression` whatever is not on the list."""
    return _Reader(text).read()


def fields_of(node: Node) -> frozenset[str]:
    """The fields that the formula reads."""
    if isinstance(node, Field):
        return frozenset((node.name,))
    if isinstance(node, Call):
        return frozenset().union(*(fields_of(a) for a in node.arguments))
    return frozenset()


class _Walk:
    def __init__(self, fields: Fields, budget: int) -> None:
        self._fields, self._left = fields, budget

    def value(self, node: Node) -> Value:
        self._spend()
        if isinstance(node, Literal):
            return node.value
        if isinstance(node, Field):
            if node.column:
                raise bad("표의 열은 sum, min, max 안에서만 쓸 수 있습니다.")
            found = self._fields.get(node.name)
            return "" if isinstance(found, list) else plain(found)
        return self._call(node.name, node.arguments)

    def _call(self, name: str, arguments: tuple[Node, ...]) -> Value:
        if name in _REDUCE:
            values = [number(v) for a in arguments for v in self._many(a)]
            if name == "sum":
                return sum(values, Decimal(0))
            return (min if name == "min" else max)(values, default=Decimal(0))
        if name == "not":
            return not truth(self.value(arguments[0]))
        if name == "and":
            return all(truth(self.value(a)) for a in arguments)
        if name == "or":
            return any(truth(self.value(a)) for a in arguments)
        left, right = self.value(arguments[0]), self.value(arguments[1])
        if name in _COMPARE:
            return _compare(name, left, right)
        return _compute(name, number(left), number(right))

    def _many(self, node: Node) -> Iterator[Value]:
        if isinstance(node, Field) and node.column:
            rows = self._fields.get(node.name)
            for row in rows if isinstance(rows, list) else ():
                self._spend()
                yield plain(row.get(node.column))
        else:
            yield self.value(node)

    def _spend(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise bad("식이 너무 많은 계산을 요구합니다.")


def evaluate(node: Node, fields: Fields, budget: int = STEPS) -> Value:
    """The formula's value over these fields, in at most `budget` steps; an absent field counts as 0."""
    return _Walk(fields, budget).value(node)


def truth(value: Value) -> bool:
    return bool(value)


def number(value: Value) -> Decimal:
    if isinstance(value, Decimal):
        return value
    if isinstance(value, bool) or (value and not value.strip()):
        raise bad("숫자가 아닌 값은 계산할 수 없습니다.")
    found = decimal(value) if value else Decimal(0)
    if found is None:
        raise bad("숫자가 아닌 값은 계산할 수 없습니다.")
    return found


def decimal(value: Scalar) -> Decimal | None:
    """A number of at most 18 digits before and 6 after the point, or None."""
    if isinstance(value, bool) or value is None:
        return None
    text = str(value).strip()
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def plain(value: Scalar) -> Value:
    if value is None:
        return ""
    if isinstance(value, str | bool):
        return value
    return decimal(value) or Decimal(0)


def _compare(sign: str, left: Value, right: Value) -> bool:
    """Numbers compare as numbers, also when fields hold them as text; everything else as text."""
    if isinstance(left, bool) or isinstance(right, bool):
        return _COMPARE[sign](truth(left), truth(right))
    if isinstance(left, Decimal) or isinstance(right, Decimal):
        return _COMPARE[sign](number(left), number(right))
    numbers = decimal(left), decimal(right)
    return _COMPARE[sign](left, right) if None in numbers else _COMPARE[sign](*numbers)


def _compute(sign: str, left: Decimal, right: Decimal) -> Decimal:
    if sign == "+":
        return left + right
    if sign == "-":
        return left - right
    if sign == "*":
        return left * right
    if right == 0:
        raise bad("0으로 나눌 수 없습니다.")
    return left / right
