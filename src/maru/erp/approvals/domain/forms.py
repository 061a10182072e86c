"""Forms: typed fields, checks and calculated fields, in immutable versions."""

from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from msgspec import Struct

from maru.chassis.problems import Flaw, Invalid
from maru.erp.approvals.contract import Fields, Grade, Scalar
from maru.erp.approvals.domain.expressions import (
    BadExpression,
    bad,
    decimal,
    evaluate,
    fields_of,
    number,
    parse,
    truth,
)
from maru.erp.approvals.domain.numbering import NumberRule
from maru.erp.approvals.domain.policy import Policy

ROWS = 200
TEXT = 2_000
LIMIT = Decimal(10) ** 18


class FieldKind(StrEnum):
    """글, 숫자, 금액, 날짜, 선택, 표."""

    TEXT = "TEXT"
    NUMBER = "NUMBER"
    MONEY = "MONEY"
    DATE = "DATE"
    CHOICE = "CHOICE"
    TABLE = "TABLE"


class Option(Struct, frozen=True):
    value: str
    label: str


class FormField(Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True):
    """One field. With a `formula` the server writes it; in a table's column the formula reads its own row."""

    name: str
    label: str
    kind: FieldKind = FieldKind.TEXT
    required: bool = False
    min: str | None = None
    max: str | None = None
    max_length: int = TEXT
    scale: int = 0
    options: tuple[Option, ...] = ()
    columns: "tuple[FormField, ...]" = ()
    formula: str = ""


class Check(Struct, frozen=True, omit_defaults=True):
    """A condition over several fields that must hold; it is not asked while one of them is empty."""

    expression: str
    field: str
    message: str


class Form(Struct, frozen=True, kw_only=True, rename="camel"):
    """A published version never changes; a document stays on the version it was submitted with."""

    id: str
    version: int
    name: str
    abbr: str
    fields: tuple[FormField, ...] = ()
    checks: tuple[Check, ...] = ()
    policy: Policy = Policy()
    amount_field: str | None = None
    grade: Grade = Grade.B
    retention_years: int = 5
    numbering: NumberRule
    listed: bool = True


def settle(form: Form, given: Fields, *, complete: bool = True) -> Fields:
    """The fields as they are kept: unknown ones dropped, values in one spelling, calculated ones computed.

    Refuses `Invalid` with one flaw per field. Unless `complete`, what is missing is let pass.
    """
    kept, flaws = _settle(form.fields, given, complete, "$.fields")
    if not flaws:
        flaws = list(_failed(form, kept))
    if flaws:
        raise Invalid("입력한 내용을 확인해 주세요.", errors=flaws)
    return kept


def amount_of(form: Form, fields: Fields) -> Decimal:
    """The amount that routes and authorities look at; 0 where the form has none."""
    value = fields.get(form.amount_field) if form.amount_field else None
    return Decimal(0) if isinstance(value, list) else decimal(value) or Decimal(0)


def verify(form: Form) -> Form:
    """The form itself, fit to be published; refuses `Invalid` naming each field that cannot work."""
    flaws = list(_flaws_of_design(form))
    if flaws:
        raise Invalid("양식을 게시할 수 없습니다. 표시된 필드를 고쳐 주세요.", errors=flaws)
    return form


def _settle(
    specs: tuple[FormField, ...], given: Fields | dict[str, Scalar], complete: bool, at: str
) -> tuple[Fields, list[Flaw]]:
    kept: Fields = {}
    flaws: list[Flaw] = []
    for spec in specs:
        path = f"{at}.{spec.name}"
        value = given.get(spec.name)
        if spec.formula:
            try:
                kept[spec.name] = _written(spec, number(evaluate(parse(spec.formula), kept)))
            except BadExpression as refusal:
                flaws.append(Flaw(path, refusal.detail))
        elif value is None or value in ("", []):
            if spec.required and complete:
                flaws.append(Flaw(path, f"{spec.label}을(를) 입력해 주세요."))
        elif spec.kind is FieldKind.TABLE:
            kept[spec.name], inner = _rows(spec, value, complete, path)
            flaws += inner
        elif isinstance(value, list):
            flaws.append(Flaw(path, f"{spec.label}에는 값 하나만 넣을 수 있습니다."))
        else:
            found = _value(spec, value)
            if isinstance(found, Wrong):
                flaws.append(Flaw(path, found.message))
            else:
                kept[spec.name] = found
    return kept, flaws


def _rows(
    spec: FormField, value: object, complete: bool, path: str
) -> tuple[list[dict[str, Scalar]], list[Flaw]]:
    if not isinstance(value, list):
        return [], [Flaw(path, f"{spec.label}은(는) 행의 목록이어야 합니다.")]
    if len(value) > ROWS:
        return [], [Flaw(path, f"{spec.label}은(는) {ROWS}행까지 쓸 수 있습니다.")]
    rows: list[dict[str, Scalar]] = []
    flaws: list[Flaw] = []
    for n, row in enumerate(value):
        kept, inner = _settle(spec.columns, row, complete, f"{path}[{n}]")
        rows.append({name: cell for name, cell in kept.items() if not isinstance(cell, list)})
        flaws += inner
    return rows, flaws


class Wrong(Struct, frozen=True):
    message: str


def _value(spec: FormField, value: Scalar) -> Scalar | Wrong:
    if spec.kind in (FieldKind.NUMBER, FieldKind.MONEY):
        return _number(spec, value)
    if not isinstance(value, str):
        return Wrong(f"{spec.label}은(는) 글자로 입력해 주세요.")
    if spec.kind is FieldKind.TEXT:
        too_long = len(value) > spec.max_length
        return Wrong(f"{spec.label}은(는) {spec.max_length}자까지 쓸 수 있습니다.") if too_long else value
    if spec.kind is FieldKind.DATE:
        return _date(spec, value)
    known = any(value == option.value for option in spec.options)
    return value if known else Wrong(f"{spec.label}에서 목록에 있는 값을 골라 주세요.")


def _number(spec: FormField, value: Scalar) -> Scalar | Wrong:
    found = decimal(value)
    if found is None:
        return Wrong(f"{spec.label}에는 숫자만 입력해 주세요.")
    if found != round(found, spec.scale):
        return Wrong(f"{spec.label}은(는) 소수 {spec.scale}자리까지 쓸 수 있습니다.")
    if spec.min is not None and found < Decimal(spec.min):
        return Wrong(f"{spec.label}은(는) {spec.min} 이상이어야 합니다.")
    if spec.max is not None and found > Decimal(spec.max):
        return Wrong(f"{spec.label}은(는) {spec.max} 이하여야 합니다.")
    return _written(spec, found)


def _date(spec: FormField, value: str) -> Scalar | Wrong:
    wrong = Wrong(f"{spec.label}을(를) 2026-01-31과 같은 날짜로 입력해 주세요.")
    try:
        found = date.fromisoformat(value).isoformat()
    except ValueError:
        return wrong
    if found != value:
        return wrong
    if (spec.min is not None and found < spec.min) or (spec.max is not None and found > spec.max):
        return Wrong(f"{spec.label}이(가) 허용된 기간을 벗어났습니다.")
    return found


def _written(spec: FormField, value: Decimal) -> Scalar:
    """Money is text, so that no reader rounds it; other numbers are JSON numbers."""
    if abs(value) >= LIMIT:
        raise bad("계산한 값이 너무 큽니다.")
    rounded = value.quantize(Decimal(1).scaleb(-spec.scale), rounding=ROUND_HALF_UP)
    if spec.kind is FieldKind.MONEY:
        return format(rounded, "f")
    return int(rounded) if rounded == rounded.to_integral_value() else float(rounded)


def _failed(form: Form, kept: Fields) -> Iterator[Flaw]:
    for check in form.checks:
        node = parse(check.expression)
        if all(name in kept for name in fields_of(node)) and not truth(evaluate(node, kept)):
            yield Flaw(f"$.fields.{check.field}", check.message)


def _flaws_of_design(form: Form) -> Iterator[Flaw]:
    yield from _flaws_of_fields(form.fields, "$.fields")
    names = {spec.name for spec in form.fields}
    for n, check in enumerate(form.checks):
        if unknown := _unknown(check.expression, names):
            yield Flaw(f"$.checks[{n}]", unknown)
    if form.amount_field is not None and form.amount_field not in names:
        yield Flaw("$.amountField", f"{form.amount_field} 필드가 없습니다.")


def _flaws_of_fields(specs: tuple[FormField, ...], at: str) -> Iterator[Flaw]:
    seen: set[str] = set()
    for n, spec in enumerate(specs):
        path = f"{at}[{n}]"
        if spec.name in seen:
            yield Flaw(path, f"{spec.name} 필드가 두 번 있습니다.")
        if spec.formula and (unknown := _unknown(spec.formula, seen)):
            yield Flaw(path, f"{unknown} 계산식은 앞에 있는 필드만 쓸 수 있습니다.")
        if spec.kind is FieldKind.CHOICE and not spec.options:
            yield Flaw(path, "고를 수 있는 값을 하나 이상 넣어 주세요.")
        yield from _flaws_of_fields(spec.columns, f"{path}.columns")
        seen.add(spec.name)


def _unknown(expression: str, names: set[str]) -> str:
    try:
        missing = sorted(fields_of(parse(expression)) - names)
    except BadExpression as refusal:
        return refusal.detail
    return f"{', '.join(missing)} 필드를 알 수 없습니다." if missing else ""
