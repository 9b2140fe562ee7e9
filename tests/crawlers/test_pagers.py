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
    'var pageCount = 4; var curPage = 1; url = "list_" + page + ".shtml";': "list_2.shtml",
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
        (
            '<select><option value="#">1</option><option value="index_2.html">2</option></select>',
            BASE + "index_2.html",
        ),
        ('<a class="next" href="list_2.shtml"><i></i></a>', BASE + "list_2.shtml"),
        ('<a title="下一页" href="index_1.html">&gt;</a>', BASE + "index_1.html"),
        ('<div data-next="/zwgk/tz/a_2.html">加载更多</div>', BASE + "a_2.html"),
        ('共 9 页<script>go = n => location.href = "?page=" + n</script>', BASE + "?page=2"),
        ('共 1 页<script>go = n => location.href = "?page=" + n</script>', None),
        ('<a href="https://elsewhere.example.com/2.html">下一页</a>', None),
        (f'<a href="{BASE}">下一页</a>', None),
        ('<a href="javascript:next()">下一页</a>', None),
    ],
)
def test_linked_pagers_stay_on_the_host(link: str, expected: str | None) -> None:
    page = answer(BASE, f"<ul>{items(3)}</ul><div>{link}</div>")
    assert next_url(read(source("trs_wcm", BASE), page)) == expected


FORM = (
    '<form id="listForm" method="post" action="{action}"><ul>{items}</ul>'
    '<select name="kind"><option value="3" selected>公告</option></select><input type="submit" name="go" value="1">'
    '<input type="checkbox" name="mine" value="1"><a href="#" onclick="selectPage(1)">首页</a>'
    '<a href="#" onclick="selectPage({last})">下一页</a>'
    '<input type="hidden" id="currentPage" name="cur" value="1"/><input name="total" value="40"/></form>'
    "<script>function selectPage(pn){{ if(pn>3){{pn=3;}} {sets}; {submits}; }}</script>"
)
SETS = {
    '$("#currentPage").val(pn)': '$("#listForm").submit()',
    "document.getElementById('currentPage').value = pn": "document.getElementById('listForm').submit()",
    "document.listForm.cur.value=pn": "document.listForm.submit()",
}


def posted(action: str = "", last: int = 2, sets: str = "$('#currentPage').val(pn)") -> str:
    submits = SETS.get(sets, "$('#listForm').submit()")
    return FORM.format(action=action, items=items(3), last=last, sets=sets, submits=submits)


@pytest.mark.parametrize("sets", SETS)
def test_a_pager_that_sends_the_page_s_form(sets: str) -> None:
    following = read(source("general", BASE), answer(BASE, posted(sets=sets))).next_page
    assert following is not None
    assert (following.url, following.page) == (BASE, 2)
    assert following.form == (("kind", "3"), ("total", "40"), ("cur", "2"))


def test_a_form_is_sent_to_no_other_host_and_not_beyond_the_end() -> None:
    away = posted(action="https://elsewhere.example.com/list")
    assert read(source("general", BASE), answer(BASE, away)).next_page is None
    assert read(source("general", BASE), answer(BASE, posted(last=1))).next_page is None
