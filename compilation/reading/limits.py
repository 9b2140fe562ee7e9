"""How much of an issue's file is read."""

from crawlers.filetypes import Limits

LIMITS = Limits(pages=1_500, chars=8_000_000, seconds=120)
"""An issue of 400 pages has some 500,000 characters."""
MOST_PIECES = 200_000
"""Paragraphs and rows."""
