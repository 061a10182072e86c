"""What approvals does for other services."""

from dataclasses import dataclass

from maru.chassis.sql import SqlTx
from maru.chassis.store import Store
from maru.erp.approvals.contract import Receipt, Submission
from maru.erp.approvals.service.deciding import Deciding
from maru.erp.approvals.service.drafting import Drafting
from maru.erp.approvals.store.documents import Documents


@dataclass(frozen=True)
class Offered:
    store: Store[SqlTx]
    drafting: Drafting
    deciding: Deciding

    async def submit(self, tenant: str, paper: Submission) -> Receipt:
        return await self.drafting.submit_for(tenant, paper)

    async def receipt(self, tenant: str, document_id: str) -> Receipt | None:
        found = await self.store.read(lambda tx: Documents(tx).find(tenant, document_id))
        if found is None:
            return None
        return Receipt(document_id=found.id, request_id=found.request_id, state=found.state)

    async def decide_for(
        self, tenant: str, document_id: str, by: int, approve: bool, reason: str = ""
    ) -> Receipt:
        return await self.deciding.decide_for(tenant, document_id, by, approve, reason)
