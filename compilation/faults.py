"""What is wrong with a file or a call about a monthly issue: said in a line."""

from storage.faults import WrongError


class IssueError(WrongError):
    """An issue cannot be read, drafted or frozen; its text is one Chinese line."""
