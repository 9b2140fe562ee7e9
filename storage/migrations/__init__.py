"""Alembic migrations of the tables."""

HEAD = "0003"
"""The newest migration (a test compares it with the folder)."""
