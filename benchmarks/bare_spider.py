"""The yardstick: a bare Scrapy spider that downloads the lists and documents and hashes them.

``python benchmarks/bare_spider.py --port-file F`` prints one JSON object: pages, bytes, seconds.
"""

import argparse
import hashlib
import json
import re
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import scrapy
from scrapy.crawler import CrawlerProcess
from scrapy.http import Request, Response, TextResponse

_PAGER = re.compile(r"createPageHTML\((\d+), 0,")


class BareSpider(scrapy.Spider):
    """Lists, then the documents that they link; keeps nothing but a hash of each page."""

    name = "bare"
    lists: tuple[str, ...] = ()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.pages = 0
        self.bytes = 0
        self.digests: set[bytes] = set()
        self.began = 0.0
        self.seconds = 0.0

    async def start(self) -> AsyncIterator[Request]:
        """The first list page of each host."""
        self.began = time.perf_counter()
        for url in self.lists:
            yield Request(url, callback=self.parse_list)

    def parse_list(self, response: Response) -> Iterator[Request]:
        """The documents of a list page, and from the first page the further ones."""
        assert isinstance(response, TextResponse)
        self._count(response)
        if found := _PAGER.search(response.text):
            for page in range(1, int(found[1])):
                yield Request(response.urljoin(f"index_{page}.html"), callback=self.parse_list)
        for link in response.css("ul.u-list > li > a::attr(href)").getall():
            yield Request(response.urljoin(link), callback=self.parse_document)

    def parse_document(self, response: Response) -> None:
        """Hash the page."""
        self._count(response)

    def _count(self, response: Response) -> None:
        self.digests.add(hashlib.sha256(response.body).digest())
        self.pages += 1
        self.bytes += len(response.body)
        self.seconds = time.perf_counter() - self.began


def crawl(lists: list[str], per_host: int, total: int) -> dict[str, float]:
    """Pages, bytes and seconds of one pass (from the first request to the last answer)."""
    process = CrawlerProcess(
        {
            "LOG_ENABLED": False,
            "TELNETCONSOLE_ENABLED": False,
            "ROBOTSTXT_OBEY": True,
            "COOKIES_ENABLED": False,
            "AUTOTHROTTLE_ENABLED": False,
            "DOWNLOAD_DELAY": 0,
            "CONCURRENT_REQUESTS": total,
            "CONCURRENT_REQUESTS_PER_DOMAIN": per_host,
            "USER_AGENT": "policywatch-bench (+policywatch@localhost)",
        }
    )
    crawler = process.create_crawler(BareSpider)
    process.crawl(crawler, lists=tuple(lists))
    process.start()
    spider = crawler.spider
    assert isinstance(spider, BareSpider)
    return {
        "pages": spider.pages,
        "distinct": len(spider.digests),
        "bytes": spider.bytes,
        "seconds": round(spider.seconds, 3),
    }


def main() -> None:
    """One pass over the lists named in the port file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port-file", type=Path, required=True)
    parser.add_argument("--per-host", type=int, default=8)
    parser.add_argument("--total", type=int, default=16)
    options = parser.parse_args()
    lists = json.loads(options.port_file.read_text("utf-8"))["hosts"]
    print(json.dumps(crawl(lists, options.per_host, options.total)))


if __name__ == "__main__":
    main()
