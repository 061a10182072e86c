"""What the events of employees, attendance and quests do to accounts: terms, and 포상휴가."""

from maru.chassis.bus import Consumer
from maru.chassis.sql import SqlTx
from maru.erp.attendance.contract import AttendanceEvent, Corrected, MilestoneReached
from maru.erp.employees.contract import (
    EmployeeCreated,
    EmployeeEvent,
    EmployeeMoved,
    EmployeeOffboarded,
)
from maru.erp.leave.contract import LeaveAdjusted, LeaveProposed
from maru.erp.leave.domain import days, rewards, wording
from maru.erp.leave.domain.ledger import Reversal
from maru.erp.leave.domain.member import Member
from maru.erp.leave.domain.rewards import TakenBack
from maru.erp.leave.messages import Proposal, ProposalKind
from maru.erp.leave.service.book import Book, granted, stamp_of
from maru.erp.leave.store.accounts import Accounts
from maru.erp.leave.store.holidays import Proposals
from maru.erp.quests.contract import QuestClaimed, QuestEvent


def consumers() -> list[Consumer]:
    return [
        Consumer(
            name="erp.leave.employees",
            topic=EmployeeEvent.topic,
            events=(EmployeeCreated, EmployeeMoved, EmployeeOffboarded),
            handle=employ,
        ),
        Consumer(
            name="erp.leave.attendance",
            topic=AttendanceEvent.topic,
            events=(MilestoneReached, Corrected),
            handle=attended,
        ),
        Consumer(name="erp.leave.quests", topic=QuestEvent.topic, events=(QuestClaimed,), handle=claimed),
    ]


def employ(tx: SqlTx, event: EmployeeEvent) -> None:
    """Keep the terms of the newest version told, and grant at once what they give by then."""
    person, accounts = event.person, Accounts(tx)
    held = accounts.lock(event.tenant, person.id)
    if held.person_version >= event.employee_version:
        return
    accounts.employ(
        Member(
            employee_id=person.id,
            tenant=event.tenant,
            name=person.name,
            department_id=person.department_id,
            department=person.department,
            hire_date=person.hire_date,
            left_on=person.left_on,
            day_minutes=person.day_minutes,
            work_days="".join(str(day) for day in person.work_days),
        ),
        event.employee_version,
    )
    Book(tx, event.tenant, person.id, stamp_of(event.at)).catch_up(anew=True)


def attended(tx: SqlTx, event: AttendanceEvent) -> None:
    """A day for each milestone, once for life; a count that was corrected below it takes an unused one back."""
    book = Book(tx, event.tenant, event.employee_id, stamp_of(event.at))
    book.catch_up()
    if isinstance(event, MilestoneReached):
        change = rewards.for_attendance(book.account, event.milestone, book.stamp)
        book.apply(change, granted(change), "leave.reward")
    elif isinstance(event, Corrected) and event.lost_milestone is not None:
        for lost in list(rewards.after_correction(book.account, event.count, book.stamp)):
            book.apply(lost.change, LeaveAdjusted, "leave.reward.taken-back")
            if lost.outcome is Reversal.USED:
                _propose(tx, book, event, lost)


def claimed(tx: SqlTx, event: QuestClaimed) -> None:
    if event.employee_id is None:
        return
    book = Book(tx, event.tenant, event.employee_id, stamp_of(event.at, event.actor))
    book.catch_up()
    amount = wording.number(event.reward_days)
    why = f"퀘스트 ‘{event.title}’의 보상으로 포상휴가 {amount}일을 받았습니다."
    key = rewards.quest_key(event.quest_id, event.employee_id)
    minutes = days.quarters(event.reward_days, book.account.day_minutes)
    change = rewards.reward(book.account, key, minutes, why, book.stamp)
    book.apply(change, granted(change), "leave.reward")


def _propose(tx: SqlTx, book: Book, event: Corrected, lost: TakenBack) -> None:
    grant = rewards.attendance_key(event.employee_id, lost.milestone)
    said = f"출석 정정으로 {lost.milestone}일을 채우지 못했으나 포상휴가를 이미 썼습니다. 처리 방법을 정해 주세요."
    proposals = Proposals(tx, event.tenant)
    new = Proposal(
        employee_id=event.employee_id,
        kind=ProposalKind.REWARD,
        grant_id=grant,
        minutes_was=round(rewards.REWARD_DAYS * book.account.day_minutes),
        minutes_now=0,
        detail=said,
        created_at=event.at,
    )
    if (id := proposals.add(new, about=f"{grant}:{event.correction_id}")) is not None:
        book.tell(LeaveProposed, proposal_id=id, detail=said)
