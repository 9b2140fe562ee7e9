"""A list whose own way of reading failed: only what is the source's becomes rows."""

from crawlers.fallback import Known, detected
from crawlers.page import Page
from storage.records import Row

URL = "https://www.example.gov.cn/zwgk/tz/index.html"


def row(number: int, folder: str = "tz") -> Row:
    return Row(
        url=f"https://www.example.gov.cn/zwgk/{folder}/202312/t20231208_{number}.html",
        title=f"关于做好第{number}项核查工作的通知",
    )


def page(*rows: Row) -> Page:
    cards = "".join(
        f'<dl><dt><p data-href="{one.url}">{one.title}</p></dt><dd>2023年12月8日</dd></dl>'
        for one in rows
    )
    return Page(url=URL, body=f"<html><body><div>{cards}</div></body></html>".encode())


KNOWN = Known([row(number) for number in range(1000, 1020)])


def test_a_list_that_is_mostly_known_is_read_and_marked() -> None:
    shown = [row(number) for number in range(1015, 1025)]
    found = detected(page(*shown), KNOWN)
    assert found is not None
    assert [one.url for one in found.rows] == [one.url for one in shown]
    assert all(one.detected for one in found.rows)


def test_what_is_of_another_kind_is_left_out() -> None:
    strange = row(7000, "xwzx")
    found = detected(page(*(row(number) for number in range(1000, 1008)), strange), KNOWN)
    assert found is not None
    assert strange.url not in {one.url for one in found.rows}


def test_another_list_in_its_place_is_none() -> None:
    assert detected(page(*(row(number, "xwzx") for number in range(8))), KNOWN) is None


def test_rows_that_merely_look_alike_are_none() -> None:
    assert detected(page(*(row(number) for number in range(5000, 5010))), KNOWN) is None


def test_a_home_page_is_none() -> None:
    lists = "".join(
        "<div><ul>"
        + "".join(f'<li><a href="{one.url}">{one.title}</a><i>2023-12-08</i></li>' for one in part)
        + "</ul></div>"
        for part in (
            [row(n) for n in range(1000, 1003)],
            *([row(n, folder) for n in range(6)] for folder in ("xw", "dt", "jd", "zt")),
        )
    )
    home = Page(url="https://www.example.gov.cn/", body=f"<body>{lists}</body>".encode())
    assert detected(home, KNOWN) is None


def test_a_page_without_a_list_is_none() -> None:
    assert detected(Page(url=URL, body=b"<html><body>502</body></html>"), KNOWN) is None
