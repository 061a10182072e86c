"""Accounts over HTTP: decode, call, encode."""
