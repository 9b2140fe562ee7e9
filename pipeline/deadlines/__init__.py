"""Dates that a text sets: when something is due, when it begins to hold, and until when. Pure."""

from pipeline.deadlines.finding import deadlines_of

__all__ = ["deadlines_of"]
