"""What leave keeps."""

from maru.erp.leave.store.tables import tables

__all__ = ["tables"]
