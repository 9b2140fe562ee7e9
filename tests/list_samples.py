"""Invented list pages and a source to read them with, for the tests of families and pagers."""

import json

from crawlers.families import FAMILIES
from crawlers.families.base import ListReading, ListRequest
from crawlers.page import Page
from storage.records import Source

HEX = "0123456789abcdef0123456789abcdef"
UUID = "84f73ef0-6a8d-495e-9bf2-acffc68c31f6"


def source(family: str, url: str, **more: dict[str, str]) -> Source:
    return Source(
        source_id="xx_test_list", name="试验", agency="试验", family=family, level="ministry",
        start_urls=(url,), **more,  # type: ignore[arg-type]
    )  # fmt: skip


def answer(url: str, body: str | dict[str, object] | list[object]) -> Page:
    text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
    return Page(url=url, body=text.encode())


def read(entry: Source, page: Page, number: int = 1, step: str = "list") -> ListReading:
    request = ListRequest(url=page.url, page=number, step=step)
    return FAMILIES[entry.family].read(entry, request, page)


def items(count: int, href: str = "./202312/t20231208_{}.html") -> str:
    return "".join(
        f'<li><a href="{href.format(n)}">关于第{n}项试点工作的通知</a><span>2023-12-08</span></li>'
        for n in range(1000, 1000 + count)
    )


def next_url(reading: ListReading) -> str | None:
    return reading.next_page.url if reading.next_page else None


BASE = "https://www.example.gov.cn/zwgk/tz/"
