"""Where lists go on: pagers in scripts, behind links, and those that claim too much."""

# Markup stays on one line, as the sites write it.
# ruff: noqa: E501

import pytest

from tests.list_samples import BASE, answer, items, next_url, read, source

PAGERS = {
    'createPageHTML(20, 0, "index", "html");': "index_1.html",
    'createPageHTML(20, 18, "index", "html");': "index_19.html",
    'createPageHTML(20, 19, "index", "html");': None,
    'createPageHTML(191, 13, 0, "index", "html");': "index_1.html",
    '//createPageHTML(9, 0, "old", "html");\ncreatePageHTML(2, 0, "index", "shtml",30);': "index_1.shtml",
    '/* createPageHTML(9, 0, "old", "html"); */': None,
    "createPageHTML('page_div',5, 1,'fg','shtml',89);": "fg_2.shtml",
    "createPageHTML('page_div','15','1','list','shtml','148');": "list_2.shtml",
    "createPageHTML('page_div',5, 5,'fg','shtml',89);": None,
    "Pager({size:29, current:0, prefix:'index',suffix:'html'});": "index_1.html",
    "var currentPage = 0;//所在页从0开始\nvar nextPage = currentPage+1\nvar countPage = 3//共多少页\n"
    'document.write("<a href=\\"index_8602_" + nextPage + "." + "shtml\\">下一页</a>");': "index_8602_1.shtml",
    "var currentPage = 2;\nvar countPage = 3;": None,
}


@pytest.mark.parametrize("script", PAGERS)
def test_scripted_pagers(script: str) -> None:
    page = answer(BASE, f"<ul>{items(3)}</ul><script>{script}</script>")
    expected = PAGERS[script]
    assert next_url(read(source("trs_wcm", BASE), page)) == (expected and BASE + expected)


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ('<a href="./home_1.htm">2</a>', BASE + "home_1.htm"),
        ('<a href="index_2.html">下一页</a>', BASE + "index_2.html"),
        ('<a tagname="/zwgk/tz/11040-2.html" onclick="q()">下一页</a>', BASE + "11040-2.html"),
        (
            '<a href="javascript:void(0)" onclick="go(\'index_1.html\')">下一页</a>',
            BASE + "index_1.html",
        ),
        ('<a href="?page=2">2</a>', BASE + "?page=2"),
        ('<a href="https://elsewhere.example.com/2.html">下一页</a>', None),
        (f'<a href="{BASE}">下一页</a>', None),
        ('<a href="javascript:next()">下一页</a>', None),
    ],
)
def test_linked_pagers_stay_on_the_host(link: str, expected: str | None) -> None:
    page = answer(BASE, f"<ul>{items(3)}</ul><div>{link}</div>")
    assert next_url(read(source("trs_wcm", BASE), page)) == expected
