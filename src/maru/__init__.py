"""Maru: e-approval, ticketing and a clinic on one small floor of plumbing."""

__version__ = "0.1.0"
