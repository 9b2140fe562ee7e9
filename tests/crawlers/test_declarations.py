"""Every fault of a declaration is one Chinese line that names file, entry, key and mend."""

from pathlib import Path

import pytest

from crawlers.declarations import DeclarationError, load_catalogue, load_sources

GOOD = """
[[source]]
id = "xx_ministry_notices"
name = "某部 · 通知"
agency = "某部"
level = "ministry"
start_urls = ["https://x.gov.example/notices/"]
rests_on = "public code"
"""


def folder(path: Path, text: str, name: str = "trs_wcm.toml") -> Path:
    (path / name).write_text(text, "utf-8")
    return path


def test_an_entry_takes_its_family_from_the_file_and_the_records_defaults(tmp_path: Path) -> None:
    more = """region = "河北"
select = { rows = "ul.list > li" }
options = { referer = "https://x.gov.example/" }
expect = { min_rows = 15, max_silence_days = 30 }
pages = 3
"""
    source = load_sources(folder(tmp_path, GOOD + more))["xx_ministry_notices"]
    assert (source.family, source.region, source.pages) == ("trs_wcm", "河北", 3)
    assert (source.enabled, source.verified, source.column) == (True, False, "document")
    assert source.select == {"rows": "ul.list > li"}
    assert (source.expect.min_rows, source.expect.max_silence_days) == (15, 30)
    assert source.start_urls == ("https://x.gov.example/notices/",)


FAULTS = {
    "unknown key": (GOOD + 'colour = "red"', "键 colour：不认识的键"),
    "unknown select": (GOOD + 'select.row = "li"', "键 select.row：不认识的键"),
    "unknown expect": (GOOD + "expect.rows = 3", "键 expect.rows：不认识的键"),
    "unknown table": (GOOD + "\n[defaults]\npages = 1", "键 defaults：不认识的键"),
    "missing key": (GOOD.replace('agency = "某部"\n', ""), "键 agency：缺少或为空"),
    "empty key": (GOOD.replace('"某部 · 通知"', '""'), "键 name：缺少或为空"),
    "no address": (GOOD.replace('["https://x.gov.example/notices/"]', "[]"), "键 start_urls：缺少"),
    "address no list": (
        GOOD.replace('["https://x.gov.example/notices/"]', '"x"'),
        "应为网址的列表",
    ),
    "bad scheme": (GOOD.replace("https:", "ftp:"), "键 start_urls：「ftp://"),
    "script": (GOOD.replace("https://x.gov.example/notices/", "javascript:x()"), "不是网址"),
    "bad port": (GOOD.replace("example/", "example:99999/"), "不是网址"),
    "bad host": (GOOD.replace("https://x.gov.example/", "https://[x/"), "不是网址"),
    "credentials": (GOOD.replace("https://", "https://me:pw@"), "不是网址"),
    "unknown family": (GOOD + 'family = "wordpress"', "键 family：没有「wordpress」"),
    "unknown level": (GOOD.replace('"ministry"', '"city"'), "键 level：没有「city」"),
    "unknown column": (GOOD + 'column = "blog"', "键 column：没有「blog」"),
    "unknown rendering": (GOOD + 'render = "often"', "键 render：没有「often」；可用：never when_"),
    "bad window": (GOOD + 'window = "22-6"', "键 window：「22-6」不是时段"),
    "private no flag": (GOOD + "private = 1", "键 private：应为 true 或 false"),
    "bad selector": (GOOD + "select.rows = 'ul >'", "键 select.rows：CSS 选择器「ul >」无法解析"),
    "selector no text": (GOOD + "select.rows = 3", "键 select：应为"),
    "bad number": (GOOD + "pages = 0", "键 pages：应为 1 到 200"),
    "number as text": (GOOD + 'every_minutes = "60"', "键 every_minutes：应为"),
    "flag as text": (GOOD + 'enabled = "yes"', "键 enabled：应为 true 或 false"),
    "text as number": (GOOD.replace('"某部"', "7"), "键 agency：应为文字"),
    "bad id": (GOOD.replace("xx_ministry_notices", "XX-部"), "键 id：「XX-部」不合规则"),
    "id no text": (GOOD.replace('"xx_ministry_notices"', "3"), "第 1 个来源：键 id"),
    "no ground": (GOOD.replace('"public code"', '" "'), "键 rests_on：未核对的来源没有写依据"),
    "no facts": (GOOD + "verified = true", "键 verified：没有事实文件 xx_ministry_notices.json"),
    "duplicate": (GOOD + GOOD, "来源 xx_ministry_notices：键 id：重复"),
    "syntax": (GOOD + "pages = = 3", "TOML 语法错误"),
    "same key twice": (GOOD + 'level = "mee"', "TOML 语法错误"),
    "no entries": ("source = 3", "键 source：不是条目的列表"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_one_line_that_names_the_place_and_the_mend(tmp_path: Path, fault: str) -> None:
    text, said = FAULTS[fault]
    with pytest.raises(DeclarationError) as caught:
        load_sources(folder(tmp_path, text))
    line = str(caught.value)
    assert said in line
    assert "trs_wcm.toml" in line
    assert "；" in line
    assert "\n" not in line


def test_duplicates_are_seen_across_files_and_folders(tmp_path: Path) -> None:
    folder(tmp_path, GOOD)
    folder(tmp_path, GOOD, "xinhua.toml")
    with pytest.raises(DeclarationError, match=r"xinhua\.toml.*重复（trs_wcm\.toml"):
        load_sources(tmp_path)
    own = tmp_path / "own"
    own.mkdir()
    folder(own, GOOD.replace("xx_ministry_notices", "ndrc_tz"))
    with pytest.raises(DeclarationError, match=r"ndrc_tz.*与内置来源重复"):
        load_catalogue(own)


def test_an_operators_folder_joins_the_bundled_one(tmp_path: Path) -> None:
    found = load_catalogue(folder(tmp_path, GOOD))
    assert "xx_ministry_notices" in found
    assert "ndrc_tz" in found


def test_unreadable_files_and_folders_are_named(tmp_path: Path) -> None:
    with pytest.raises(DeclarationError, match="来源目录不存在"):
        load_sources(tmp_path / "absent")
    (tmp_path / "trs_wcm.toml").write_bytes("[[source]]\nid = '部'".encode("gb18030"))
    with pytest.raises(DeclarationError, match=r"trs_wcm\.toml：无法读取"):
        load_sources(tmp_path)


def test_facts_beside_an_operators_entry_make_it_verified(tmp_path: Path) -> None:
    (tmp_path / "facts").mkdir()
    (tmp_path / "facts" / "xx_ministry_notices.json").write_text("{}")
    text = GOOD.replace('rests_on = "public code"', "verified = true")
    assert load_sources(folder(tmp_path, text))["xx_ministry_notices"].verified
