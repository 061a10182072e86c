"""Accounts in a SQL database."""

from maru.identity.accounts.store.schema import tables

__all__ = ["tables"]
