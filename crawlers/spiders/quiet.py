"""A log without a line for every page: what a pass did stands in the database."""

from scrapy import Request, Spider
from scrapy.http import Response
from scrapy.logformatter import LogFormatter, LogFormatterResult


class QuietFormatter(LogFormatter):
    def crawled(  # type: ignore[override]  # Scrapy takes None for "no line"
        self, request: Request, response: Response, spider: Spider
    ) -> LogFormatterResult | None:
        """Nothing: the answer becomes a snapshot."""
        return None
