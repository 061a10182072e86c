"""The forms that every tenant starts with: 연차, 연차 취소, 지출, 프로젝트, 일반."""

from collections.abc import Mapping
from typing import Final

from maru.erp.approvals.contract import Grade
from maru.erp.approvals.domain.forms import Check, FieldKind, Form, FormField, Option, verify
from maru.erp.approvals.domain.numbering import NumberRule
from maru.erp.approvals.domain.policy import FinalAuthority, Policy

TEAM_LEAD: Final = "팀장"

LEAVE: Final = Form(
    id="leave",
    version=1,
    name="연차 신청서",
    abbr="LV",
    fields=(
        FormField(name="startDate", label="시작일", kind=FieldKind.DATE, required=True),
        FormField(name="endDate", label="종료일", kind=FieldKind.DATE, required=True),
        FormField(
            name="unit",
            label="단위",
            kind=FieldKind.CHOICE,
            options=(
                Option("DAY", "하루"),
                Option("HALF_AM", "오전 반차"),
                Option("HALF_PM", "오후 반차"),
                Option("QUARTER", "반반차"),
                Option("HOUR", "시간"),
            ),
        ),
        FormField(name="leaveDays", label="일수", kind=FieldKind.NUMBER, min="0.25", max="60", scale=2),
        FormField(name="reason", label="사유", max_length=500),
    ),
    checks=(Check("endDate >= startDate", "endDate", "종료일을 시작일과 같거나 늦은 날로 바꿔 주세요."),),
    grade=Grade.A,
    policy=Policy(hr_reads=True),
    retention_years=3,
    numbering=NumberRule("leave"),
)

LEAVE_CANCEL: Final = Form(
    id="leave-cancel",
    version=1,
    name="연차 취소 신청서",
    abbr="LC",
    fields=(
        FormField(name="startDate", label="취소 시작일", kind=FieldKind.DATE),
        FormField(name="endDate", label="취소 종료일", kind=FieldKind.DATE),
        FormField(name="reason", label="사유", max_length=500),
    ),
    checks=(Check("endDate >= startDate", "endDate", "종료일을 시작일과 같거나 늦은 날로 바꿔 주세요."),),
    grade=Grade.A,
    policy=Policy(hr_reads=True),
    retention_years=3,
    numbering=NumberRule("leave-cancel"),
    listed=False,
)

EXPENSE: Final = Form(
    id="expense",
    version=1,
    name="지출 결의서",
    abbr="EX",
    fields=(
        FormField(name="amount", label="금액", kind=FieldKind.MONEY, required=True, min="1"),
        FormField(name="spentOn", label="지출일", kind=FieldKind.DATE),
        FormField(name="account", label="계정 과목", max_length=100),
        FormField(
            name="items",
            label="지출 내역",
            kind=FieldKind.TABLE,
            columns=(
                FormField(name="description", label="적요", required=True, max_length=200),
                FormField(
                    name="quantity", label="수량", kind=FieldKind.NUMBER, required=True, min="0", scale=2
                ),
                FormField(name="price", label="단가", kind=FieldKind.MONEY, required=True),
                FormField(name="amount", label="금액", kind=FieldKind.MONEY, formula="quantity * price"),
            ),
        ),
        FormField(name="total", label="내역 합계", kind=FieldKind.MONEY, formula="sum(items.amount)"),
    ),
    checks=(Check("total == 0 or total == amount", "amount", "금액을 지출 내역의 합계와 같게 맞춰 주세요."),),
    policy=Policy(
        early=True,
        consent_opinion_only=True,
        final_authority=(FinalAuthority(title=TEAM_LEAD, max_amount="1000000"),),
    ),
    amount_field="amount",
    numbering=NumberRule("expense"),
)

PROJECT: Final = Form(
    id="project",
    version=1,
    name="프로젝트 품의서",
    abbr="PJ",
    fields=(
        FormField(name="project", label="프로젝트명", max_length=200),
        FormField(name="startDate", label="시작일", kind=FieldKind.DATE),
        FormField(name="endDate", label="종료일", kind=FieldKind.DATE),
        FormField(
            name="tasks",
            label="투입 계획",
            kind=FieldKind.TABLE,
            columns=(
                FormField(name="task", label="작업", required=True, max_length=200),
                FormField(
                    name="days", label="투입 일수", kind=FieldKind.NUMBER, required=True, min="0", scale=2
                ),
                FormField(name="rate", label="일 단가", kind=FieldKind.MONEY, required=True, min="0"),
                FormField(name="cost", label="비용", kind=FieldKind.MONEY, formula="days * rate"),
            ),
        ),
        FormField(name="cost", label="예상 비용", kind=FieldKind.MONEY, formula="sum(tasks.cost)"),
        FormField(name="budget", label="예산", kind=FieldKind.MONEY, min="0"),
    ),
    checks=(
        Check("endDate >= startDate", "endDate", "종료일을 시작일과 같거나 늦은 날로 바꿔 주세요."),
        Check("cost <= budget", "budget", "예상 비용이 예산을 넘습니다. 예산이나 투입 계획을 고쳐 주세요."),
    ),
    policy=Policy(consent_early=True),
    amount_field="budget",
    numbering=NumberRule("project"),
)

GENERAL: Final = Form(
    id="general",
    version=1,
    name="일반 기안서",
    abbr="GN",
    fields=(FormField(name="effectiveOn", label="시행일", kind=FieldKind.DATE),),
    numbering=NumberRule("general"),
)

FORMS: Final[Mapping[str, Form]] = {
    form.id: verify(form) for form in (LEAVE, LEAVE_CANCEL, EXPENSE, PROJECT, GENERAL)
}
