"""The text of a file that a page links: bytes in, text or the reason for none out.

Files are hostile, and some of their readers are native code: they are read in one child process
with limits (``worker`` here, ``child`` there). In the child, ``reading`` finds out by the first
bytes what a file is and asks the reader of its kind; every reader yields lines, and is stopped at a
limit with the lines that it has given.
"""

from crawlers.attachments.worker import read

__all__ = ["read"]
