"""The paper as a PDF: rendered on a thread, with a code by which a printed copy can be checked."""

import asyncio
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from maru.chassis import keys
from maru.chassis.sql import SqlTx
from maru.chassis.store import Store
from maru.chassis.web import Principal
from maru.erp.approvals.domain.digest import content_digest
from maru.erp.approvals.domain.document import Document
from maru.erp.approvals.service.company import Company, employee_of
from maru.erp.approvals.service.drafting import form_of
from maru.erp.approvals.service.reading import Reading
from maru.erp.approvals.store.beside import Attachments, Comment, Comments

CODE = 16  # hexadecimal digits of the verification code


@dataclass(frozen=True)
class Printing:
    store: Store[SqlTx]
    reading: Reading
    company: Company
    now: Callable[[], datetime]
    keys: Path

    async def pdf(self, id: str, who: Principal) -> tuple[str, bytes]:
        """A file name and the bytes."""
        document, _ = await self.reading.readable(id, who)
        me = await self.company.person(who.tenant, employee_of(who))
        comments = await self.store.read(lambda tx: Comments(tx).page(id, ""))
        attached = await self.store.read(lambda tx: [each.name for each in Attachments(tx).of(id)])
        shown = [comment for comment in comments if comment.hidden_at is None]
        body = await asyncio.to_thread(self._render, document, shown, attached, self.now(), me.name)
        return f"{document.number or document.request_id}.pdf", body

    def _render(
        self, document: Document, comments: list[Comment], attached: list[str], at: datetime, by: str
    ) -> bytes:
        # fpdf2 takes a second to load: only whoever prints pays for it, on this thread
        from maru.erp.approvals.printing import fonts_folder, render

        return render(
            document,
            form_of(document.form_id, document.form_version),
            comments,
            attached,
            printed_at=at,
            printed_by=by,
            verification=self._code(document),
            fonts=fonts_folder(),
        )

    def _code(self, document: Document) -> str:
        said = f"{document.id}:{document.number}:{content_digest(document)}".encode()
        digits = hmac.new(keys.secret(self.keys, "verification"), said, sha256).hexdigest()[:CODE].upper()
        return "-".join(digits[n : n + 4] for n in range(0, CODE, 4))
