"""Addresses that a page's scripts name, told without running them."""

import time

import pytest

from crawlers.page import Page
from crawlers.script_addresses import Asked, jumps, requests

URL = "https://www.hj.example.gov.cn/view/detail.html?docId=12&kind=a"


def page(script: str, url: str = URL) -> Page:
    return Page(url=url, body=f"<html><body><script>{script}</script></body></html>".encode())


@pytest.mark.parametrize(
    ("script", "led"),
    [
        ('location.href = "./zcfg/";', ["./zcfg/"]),
        ('var htm = ""; htm = "./zcfg/"; document.location.href=htm;', ["./zcfg/"]),
        ('window.location.replace("/nry?id="+70941);', ["/nry?id=70941"]),
        ("top.location = '/a.html'", ["/a.html"]),
        ('if (m) {location.href="/wap/"} else {location.href="/pc/"}', ["/wap/", "/pc/"]),
        ("window.parent.location.href = window.location.href", []),
        ('location.href = base + "/a.html";', []),
        ('// location.href="/old.html"\nlocation.href="/new.html";', ["/new.html"]),
        ('if (location.href == "/a") {}', []),
    ],
)
def test_where_a_page_goes_on_to(script: str, led: list[str]) -> None:
    assert jumps(page(script)) == led


def test_a_refresh_in_the_head_comes_first() -> None:
    html = '<meta http-equiv="refresh" content="0; url=./next/"><script>location="/x"</script>'
    assert jumps(Page(url=URL, body=html.encode())) == ["./next/", "/x"]


@pytest.mark.parametrize(
    ("script", "asked"),
    [
        (
            '$.ajax({type:"get",url:"/api/detail",data:{docId:getQueryString("docId")}});',
            Asked("/api/detail?docId=12"),
        ),
        ('var id = getParam("docId");\naxios.get(`/api/${id}.json`)', Asked("/api/12.json")),
        ('fetch("/api/detail?id=" + docId).then(show)', Asked("/api/detail?id=12")),
        ('$.post("/query",{id:docId, k:"v"},show)', Asked("/query", (("id", "12"), ("k", "v")))),
        ('axios.get("/api/d",{params:{id:this.docId}})', Asked("/api/d?id=12")),
        ('x.open("GET", "/api/d?k=" + kind); x.send()', Asked("/api/d?k=a")),
    ],
)
def test_what_a_script_asks_for(script: str, asked: Asked) -> None:
    assert list(requests(page(script))) == [asked]


@pytest.mark.parametrize(
    "script",
    [
        '$.ajax({url: "/hits?id=" + articleKey})',
        "fetch(base(1) + '/a')",
        'fetch("/a", {method: "post", body: JSON.stringify({id: docId})})',
        '$.post("/query",{id:unknown})',
    ],
)
def test_what_cannot_be_told_is_left_alone(script: str) -> None:
    assert list(requests(page(script))) == []


def test_parameters_behind_a_fragment_count() -> None:
    one_page = page('fetch("/api/d?id=" + id)', "https://a.gov.cn/#/view?id=7")
    assert list(requests(one_page)) == [Asked("/api/d?id=7")]


@pytest.mark.parametrize(
    "script",
    [
        "a=b;b=a;" * 5000 + "fetch(a)",
        "fetch(" * 20_000,
        'url:"' + "a+" * 40_000,
        "var " + "x" * 60_000 + "=1;location.href=" + "y." * 20_000,
        "data:{id:id}," * 8000 + 'url:"/a"',
    ],
)
def test_hostile_scripts_take_no_time(script: str) -> None:
    began = time.perf_counter()
    list(requests(page(script)))
    jumps(page(script))
    assert time.perf_counter() - began < 1
