"""Alembic migrations of the tables."""

HEAD = "0004"
"""The newest migration (a test compares it with the folder)."""
