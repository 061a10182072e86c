"""The use cases of leave. Each command is one unit of work."""
