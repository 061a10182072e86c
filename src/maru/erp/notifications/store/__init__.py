"""Notices in a SQL database."""

from maru.erp.notifications.store.schema import tables

__all__ = ["tables"]
