"""What attendance keeps."""

from maru.erp.attendance.store.tables import tables

__all__ = ["tables"]
