"""What travels: the shapes of the routes and of the events."""

import json
from datetime import date

import msgspec
import pytest

from maru.chassis.events import decode_envelope, envelope
from maru.erp.leave import contract
from maru.erp.leave.classic import ClassicAsk
from maru.erp.leave.contract import LeaveAsk, LeaveEvents, LeaveReserved, Reservation
from maru.erp.leave.domain.simulation import simulate
from maru.erp.leave.messages import CalendarQuery, NewRequest, SimulateAsk
from tests.erp.leave.desk import AT, MONA, account, asks, given, reserved


def test_a_simulation_is_asked_and_answered_in_camel_case() -> None:
    asked = b'{"hireDate":"2025-07-01","asOf":"2026-01-01","method":"FISCAL","fiscalStart":"01-01",'
    asked += b'"lastDay":null,"weeklyHours":40,"fullTimeWeeklyHours":40,"employees":30,"missedMonths":[2],'
    asked += b'"attendance":[{"year":1,"rate":1,"fullMonths":6}]}'
    answer = json.loads(msgspec.json.encode(simulate(msgspec.json.decode(asked, type=SimulateAsk))))

    assert set(answer) == {"grants", "live", "promotion", "owed"}
    assert set(answer["grants"][0]) == {
        "date",
        "days",
        "minutes",
        "lastDay",
        "article",
        "ruleVersion",
        "explanation",
    }
    assert set(answer["promotion"][0]) == {"track", "firstFrom", "firstTo", "secondBy"}
    assert answer["live"] == 13


@pytest.mark.parametrize(
    "wrong",
    [{"hireDate": "2025-02-30"}, {"method": "MONTHLY"}, {"fiscalStart": "13-01"}, {"weeklyHours": -1}],
)
def test_a_simulation_that_makes_no_sense_is_not_decoded(wrong: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"hireDate": "2025-01-01", "asOf": "2026-01-01", **wrong}, SimulateAsk)


def test_an_event_carries_its_lines_in_order_of_the_employee() -> None:
    whole = reserved(account(given()), asks(date(2026, 12, 1)))
    told = LeaveReserved(
        tenant="demo",
        at=AT,
        actor=MONA,
        employee_id=MONA,
        account_version=3,
        available=whole.available,
        document_id="doc-1",
        lines=whole.lines[-1:],
        days=whole.reservations[0].days,
    )
    sent = decode_envelope(envelope(told, "e1", "erp.leave", None))

    assert (sent.type, sent.subject, sent.sequence, told.topic) == ("reserved", "7", 3, "erp.leave.v1")
    assert msgspec.json.decode(sent.data, type=LeaveEvents) == told


def test_every_event_of_leave_has_a_type_of_its_own() -> None:
    tags = {event.__struct_config__.tag for event in contract.LeaveEvent.__subclasses__()}

    changes = {"reserved", "released", "settled", "cancelled", "granted", "expired", "adjusted"}
    assert tags == changes | {"expiring", "correction.proposed"}


@pytest.mark.parametrize("whole", [reserved(account(given()), asks(date(2026, 12, 1))).reservations[0]])
def test_what_crosses_a_process_border_comes_back_equal(whole: Reservation) -> None:
    assert msgspec.json.decode(msgspec.json.encode(whole), type=Reservation) == whole
    assert msgspec.json.decode(msgspec.json.encode(asks(date(2026, 12, 1))), type=LeaveAsk) == asks(
        date(2026, 12, 1)
    )


def test_a_request_of_an_unknown_unit_or_field_is_not_decoded() -> None:
    base = {"startDate": "2026-12-01", "endDate": "2026-12-01"}

    assert msgspec.convert(base, NewRequest).unit is contract.Unit.DAY
    for wrong in ({"unit": "WEEK"}, {"employeeId": 9}):
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert({**base, **wrong}, NewRequest)


def test_older_clients_may_send_what_is_not_known() -> None:
    body = {"startDate": "2026-12-01", "endDate": "2026-12-02", "days": 2, "type": "ANNUAL", "reason": None}

    assert msgspec.convert(body, ClassicAsk).end_date == date(2026, 12, 2)


def test_the_calendar_is_asked_from_and_to() -> None:
    query = msgspec.convert({"from": "2026-12-01", "to": "2026-12-31"}, CalendarQuery, strict=False)

    assert (query.since, query.until) == (date(2026, 12, 1), date(2026, 12, 31))
