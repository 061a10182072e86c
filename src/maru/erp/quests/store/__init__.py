"""What quests keep."""

from maru.erp.quests.store.tables import tables

__all__ = ["tables"]
