"""Alembic migrations of the tables."""

HEAD = "0005"
"""The newest migration (a test compares it with the folder)."""
