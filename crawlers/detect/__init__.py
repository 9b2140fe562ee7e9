"""An unknown site: list rows, pager, body and family from its pages alone, with the evidence."""

from crawlers.detect.detection import Detection, detect
from crawlers.detect.entry import entry_text, first_entry

__all__ = ["Detection", "detect", "entry_text", "first_entry"]
