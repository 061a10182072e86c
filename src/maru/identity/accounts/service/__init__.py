"""The use cases of accounts. Each command is one unit of work."""
