"""The printed document: a PDF that looks like the paper it replaces."""

from maru.erp.approvals.printing.fonts import fonts_folder
from maru.erp.approvals.printing.paper import render

__all__ = ["fonts_folder", "render"]
