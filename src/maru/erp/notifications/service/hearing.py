"""What other services tell, and the notices that come of it. Each method is a consumer's unit."""

from dataclasses import dataclass

from maru.chassis.sql import SqlTx
from maru.erp.approvals.contract import ApprovalEvent, DelegationChanged
from maru.erp.attendance.contract import AttendanceEvent
from maru.erp.employees.contract import EmployeeEvent
from maru.erp.leave.contract import LeaveEvent
from maru.erp.notifications.contract import Announced
from maru.erp.notifications.domain import drafts
from maru.erp.notifications.service.delivery import Delivery
from maru.erp.notifications.service.sending import spread
from maru.erp.notifications.store.people import Colleague, People
from maru.erp.quests.contract import QuestEvent


@dataclass(frozen=True, slots=True)
class Hearing:
    delivery: Delivery

    def of_approval(self, tx: SqlTx, event: ApprovalEvent) -> None:
        self.delivery.deliver(tx, drafts.of_approval(event), event.at)

    def of_delegation(self, tx: SqlTx, event: DelegationChanged) -> None:
        self.delivery.deliver(tx, drafts.of_delegation(event), event.at)

    def of_leave(self, tx: SqlTx, event: LeaveEvent) -> None:
        self.delivery.deliver(tx, drafts.of_leave(event), event.at)

    def of_attendance(self, tx: SqlTx, event: AttendanceEvent) -> None:
        self.delivery.deliver(tx, drafts.of_attendance(event), event.at)

    def of_quest(self, tx: SqlTx, event: QuestEvent) -> None:
        self.delivery.deliver(tx, drafts.of_quest(event), event.at)

    def of_employee(self, tx: SqlTx, event: EmployeeEvent) -> None:
        person = event.person
        People(tx).put(
            Colleague(
                id=person.id,
                tenant=person.tenant,
                department_id=person.department_id,
                department=person.department,
                active=person.active,
                version=event.employee_version,
            )
        )

    def of_announcement(self, tx: SqlTx, event: Announced) -> None:
        spread(tx, event, self.delivery)
