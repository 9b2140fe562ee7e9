"""WACZ 1.1.1: a ZIP of web captures with an index, that anyone can replay and check offline. Pure.

``write`` makes one whose every byte follows from what it holds; ``check`` therefore finds any byte
that is another one, and says where.
"""

from crawlers.wacz.checking import Verdict, check
from crawlers.wacz.package import Pack, PageEntry, write

__all__ = ["Pack", "PageEntry", "Verdict", "check", "write"]
