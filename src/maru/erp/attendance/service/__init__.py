"""The use cases of attendance. Each command is one unit of work."""
