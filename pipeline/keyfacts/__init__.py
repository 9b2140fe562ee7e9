"""Key facts of a text: targets, tasks with their time, who is addressed. Pure."""

from pipeline.keyfacts.finding import key_facts

__all__ = ["key_facts"]
