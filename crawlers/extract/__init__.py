"""One detail page to one ``Content``. Pure: a page in, a record out."""

from crawlers.extract.document import attachment_links, extract

__all__ = ["attachment_links", "extract"]
