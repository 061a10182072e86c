"""The use cases of quests. Each command is one unit of work."""
