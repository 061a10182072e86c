"""What a form allows on its line; a part of the form's version, pinned to the document at submit."""

from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

from maru.erp.approvals.contract import Person


class RecallPolicy(StrEnum):
    ANYTIME = "ANYTIME"
    BEFORE_FIRST_DECISION = "BEFORE_FIRST_DECISION"


class CcAt(StrEnum):
    SUBMIT = "SUBMIT"
    COMPLETION = "COMPLETION"


class FinalAuthority(Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True):
    """위임전결: whoever has this title, or this person, decides finally up to the amount (None: any)."""

    title: str | None = None
    employee_id: int | None = None
    max_amount: str | None = None

    def covers(self, person: Person, amount: Decimal) -> bool:
        named = person.id == self.employee_id or (self.title is not None and person.title == self.title)
        return named and (self.max_amount is None or amount <= Decimal(self.max_amount))


class Policy(Struct, frozen=True, kw_only=True, rename="camel", omit_defaults=True):
    """`early` 선결, `consent_early` 합의 ahead of its turn, `consent_opinion_only` without veto.

    `delegation_max_amount` keeps higher amounts from delegates ("0": all of them). A 대결 leaves a post-report
    to its giver when `post_report`. `hr_reads` opens the papers of leave and attendance to HR.
    """

    early: bool = False
    consent_early: bool = False
    consent_opinion_only: bool = False
    recall: RecallPolicy = RecallPolicy.ANYTIME
    change_line: bool = True
    final_authority: tuple[FinalAuthority, ...] = ()
    hide_from_waiting: bool = False
    cc_at: CcAt = CcAt.SUBMIT
    delegation_max_amount: str | None = None
    post_report: bool = False
    post_report_days: int = 5
    due_hours: int = 0
    hr_reads: bool = False

    def gives_final_authority(self, person: Person, amount: Decimal) -> bool:
        return any(rule.covers(person, amount) for rule in self.final_authority)

    def allows_delegates(self, amount: Decimal) -> bool:
        return self.delegation_max_amount is None or amount <= Decimal(self.delegation_max_amount)
