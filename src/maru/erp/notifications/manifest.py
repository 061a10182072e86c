"""The service as the composition root sees it."""

from datetime import timedelta
from pathlib import Path
from typing import get_args

from maru.chassis.bus import Consumer
from maru.chassis.jobs import Job
from maru.chassis.manifest import Context, Manifest, Parts
from maru.erp.approvals.contract import AnyApprovalEvent, ApprovalEvent, DelegationChanged
from maru.erp.attendance.contract import AttendanceEvent, AttendanceEvents
from maru.erp.employees.contract import EmployeeEvent, EmployeeEvents
from maru.erp.leave.contract import LeaveCancelled, LeaveEvent, LeaveExpiring, LeaveGranted, LeaveSettled
from maru.erp.notifications.contract import Announced, Notices, NotificationEvent
from maru.erp.notifications.http import classic, modern
from maru.erp.notifications.http.channel import Channel
from maru.erp.notifications.service.delivery import Delivery
from maru.erp.notifications.service.hearing import Hearing
from maru.erp.notifications.service.push import Push
from maru.erp.notifications.service.reading import Reading
from maru.erp.notifications.service.sending import Sending
from maru.erp.notifications.store import tables
from maru.erp.quests.contract import (
    QuestAccepted,
    QuestApproved,
    QuestEvent,
    QuestRejected,
    QuestReported,
)
from maru.identity.accounts.contract import Accounts


def assemble(ctx: Context) -> Parts:
    delivery = Delivery(Push(ctx.hub))
    hearing = Hearing(delivery)
    reading = Reading(ctx.store, ctx.now)
    sending = Sending(ctx.store, ctx.now, ctx.new_id, delivery)
    channel = Channel(ctx.hub, ctx.call, ctx.store, reading, ctx.settings.web.origins)
    leave = (LeaveSettled, LeaveCancelled, LeaveGranted, LeaveExpiring)
    quests = (QuestAccepted, QuestReported, QuestApproved, QuestRejected)
    heard = [
        Consumer(
            "erp.notifications.approvals",
            ApprovalEvent.topic,
            get_args(AnyApprovalEvent),
            hearing.of_approval,
        ),
        Consumer("erp.notifications.leave", LeaveEvent.topic, leave, hearing.of_leave),
        Consumer(
            "erp.notifications.attendance",
            AttendanceEvent.topic,
            get_args(AttendanceEvents),
            hearing.of_attendance,
        ),
        Consumer("erp.notifications.quests", QuestEvent.topic, quests, hearing.of_quest),
        Consumer(
            "erp.notifications.delegations",
            DelegationChanged.topic,
            (DelegationChanged,),
            hearing.of_delegation,
        ),
        Consumer(
            "erp.notifications.employees", EmployeeEvent.topic, get_args(EmployeeEvents), hearing.of_employee
        ),
        Consumer(
            "erp.notifications.announcements", NotificationEvent.topic, (Announced,), hearing.of_announcement
        ),
    ]
    return Parts(
        routes=[*classic.routes(sending, reading), *modern.routes(reading)],
        consumers=heard,
        jobs=[
            Job("erp.notifications.release", timedelta(seconds=30), sending.release),
            Job("erp.notifications.forget", timedelta(hours=6), sending.forget),
        ],
        offers=sending,
        mounts=[channel.mount],
        closing=[channel],
    )


notifications = Manifest(
    name="erp.notifications",
    assemble=assemble,
    steps=Path(__file__).parent / "migrations",
    tables=tables,
    publishes=(NotificationEvent.topic,),
    hears=(
        ApprovalEvent.topic,
        LeaveEvent.topic,
        AttendanceEvent.topic,
        QuestEvent.topic,
        EmployeeEvent.topic,
        NotificationEvent.topic,
    ),
    calls=(Accounts,),
    offers=Notices,
)
