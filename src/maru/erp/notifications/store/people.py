"""Who works where, as the employees service last told."""

from msgspec import Struct
from sqlalchemy import bindparam, insert, select, update

from maru.chassis.sql import Query, SqlTx, Statement
from maru.erp.notifications.store.schema import people, unless_there


class Colleague(Struct, frozen=True):
    id: int
    tenant: str
    department_id: int | None
    department: str
    active: bool
    version: int


class People:
    _get = Query(select(people).where(people.c.id == bindparam("id")), Colleague)
    _in_department = Query(
        select(people)
        .where(people.c.department_id == bindparam("department_id"), people.c.active == 1)
        .order_by(people.c.id)
        .limit(200),
        Colleague,
    )
    _everybody = Query(
        select(people)
        .where(people.c.tenant == bindparam("tenant"), people.c.active == 1, people.c.id > bindparam("after"))
        .order_by(people.c.id)
        .limit(bindparam("many")),
        Colleague,
    )
    _add = Statement(unless_there(insert(people)))
    _save = Statement(
        update(people)
        .where(people.c.id == bindparam("person"), people.c.version <= bindparam("new_version"))
        .values({n: bindparam(f"new_{n}") for n in ("department_id", "department", "active", "version")})
    )

    def __init__(self, tx: SqlTx) -> None:
        self._tx = tx

    def get(self, id: int) -> Colleague | None:
        return self._tx.one(self._get, id=id)

    def in_department(self, department_id: int) -> list[Colleague]:
        return self._tx.all(self._in_department, department_id=department_id)

    def everybody(self, tenant: str, after: int, many: int) -> list[Colleague]:
        return self._tx.all(self._everybody, tenant=tenant, after=after, many=many)

    def put(self, colleague: Colleague) -> None:
        """Older news than what is known changes nothing."""
        values = {
            "department_id": colleague.department_id,
            "department": colleague.department,
            "active": int(colleague.active),
            "version": colleague.version,
        }
        added = self._tx.run(self._add, id=colleague.id, tenant=colleague.tenant, **values)
        if not added:
            self._tx.run(self._save, person=colleague.id, **{f"new_{n}": v for n, v in values.items()})
