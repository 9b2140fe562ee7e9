"""Alembic migrations of the tables."""

HEAD = "0006"
"""The newest migration (a test compares it with the folder)."""
