"""policywatch issue import, list, show, audit, proof."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from cli import main
from storage.queries.issues import issue_of, put_issue
from tests.compilation.printed import issue_text
from tests.homes import open_home
from tests.pipeline.pages import BODY
from tests.pipeline.ruled import ONE, TITLE
from tests.pipeline.scene import Scene

MONTH = "2026-03"
NUMBER = "澄能〔2026〕7号"


class Shell:
    """A home that knows the boilers' notice, and the issues typed into files beside it."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys
        db = open_home(folder / "home")
        Scene(db).visit("energy", one=ONE)
        db.close()

    def __call__(self, *words: str, status: int = 0) -> tuple[str, str]:
        """What is said on standard output, and on standard error."""
        assert main(["--home", str(self.folder / "home"), *words]) == status
        out, err = self._capsys.readouterr()
        return out, err

    def objects(self, *words: str) -> list[dict]:
        return [json.loads(line) for line in self(*words, "--json")[0].splitlines()]

    def take(self, text: str) -> tuple[str, str]:
        file = self.folder / "一期.txt"
        file.write_text(text, encoding="utf-8")
        return self("issue", "import", str(file), "--person", "甲")


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path, capsys)


def test_an_issue_is_imported_listed_and_shown(shell: Shell) -> None:
    assert shell("issue", "list")[0] == "还没有导入或定稿过任何一期。\n"
    out, err = shell.take(issue_text())
    assert out == "已导入2026年3月号：1 编 1 件，其中 1 件是监测到的文件。\n"
    assert err == ""
    assert "先前导入的一期已被替换" in shell.take(issue_text())[1]
    listed = shell("issue", "list")[0]
    assert listed.startswith("2026-03\t已出版\t1 件，1 件是监测到的文件\t甲")
    shown = shell("issue", "show", MONTH)[0].splitlines()
    assert shown[1:3] == [
        "第四编 河北省文件",
        f"  4.1 {TITLE}  {NUMBER}  2026-03-02  第 1 页",
    ]


def test_an_issue_is_shown_as_the_contract_says(shell: Shell) -> None:
    shell.take(issue_text())
    (made,) = shell.objects("issue", "show", MONTH)
    assert (made["month"], made["title"], made["publisher"]) == (
        MONTH,
        "试行政策法规汇编",
        "某办公室",
    )
    (part,) = made["parts"]
    assert (part["number"], part["title"]) == (4, "第四编 河北省文件")
    (item,) = part["items"]
    assert item["text"].splitlines()[0] == f"4.1 {TITLE}"
    expected = {
        "number": "4.1",
        "title": TITLE,
        "title_in_contents": TITLE,
        "document_number": NUMBER,
        "issuing_bodies": ["澄江省能源局"],
        "signed_on": "2026-03-02",
        "page": 1,
        "attachments": [],
    }
    assert {name: item[name] for name in expected} == expected


def test_an_audit_tells_what_differs_and_documents_tell_where_they_are_printed(
    shell: Shell,
) -> None:
    shell.take(issue_text("澄能〔2026〕70号"))
    out = shell("issue", "audit", MONTH)[0].splitlines()
    assert out[0] == "已刊而从未监测到：0 条"
    assert out[1] == "已刊而与原文不同：1 条"
    assert f"文号：“澄能〔2026〕70号” → “{NUMBER}”" in out[2]
    (found,) = shell.objects("issue", "audit", MONTH)
    assert (found["kind"], found["subkind"], found["item"], found["expected"]) == (
        "differing",
        "document_number",
        "4.1",
        NUMBER,
    )
    (document,) = shell.objects("documents")
    assert document["printed_in"] == [
        {
            "month": MONTH,
            "item": "4.1",
            "differs": ["document_number"],
            "as_printed": {"document_number": "澄能〔2026〕70号"},
        }
    ]
    line = "已载于2026年3月号 4.1，所印文号为澄能〔2026〕70号"
    assert shell("documents")[0].rstrip().endswith(line)
    assert line in shell("why", NUMBER)[0]


def test_of_differences_in_spaces_alone_a_line_is_told(shell: Shell) -> None:
    shell.take(issue_text("澄能〔2026〕 7 号"))
    out = shell("issue", "audit", MONTH)[0].splitlines()
    assert out[1:3] == ["已刊而与原文不同：1 条", "  仅空格不同 1 处：4.1 文号"]


def test_where_a_month_has_two_issues_it_is_said_which_is_shown(shell: Shell) -> None:
    shell.take(issue_text())
    db = open_home(shell.folder / "home")
    with db.begin() as conn:
        stood = issue_of(conn, MONTH)
        assert stood
        put_issue(conn, replace(stood, origin="frozen"))
    db.close()
    for action in ("show", "audit", "proof"):
        assert "以下是已出版的一份" in shell("issue", action, MONTH)[1]
        assert shell("issue", action, MONTH, "--json")[1] == ""


def test_what_was_never_detected_is_told(shell: Shell) -> None:
    other = issue_text("澄能〔2026〕70号").replace("锅炉更新", "清洁取暖")
    shell.take(other)
    out = shell("issue", "audit", MONTH)[0].splitlines()
    assert out[0] == "已刊而从未监测到：1 条"
    assert "来源目录中没有澄江省能源局的来源" in out[1]


def test_recall_is_a_table(shell: Shell) -> None:
    shell.take(issue_text())
    out = shell("issue", "audit", MONTH, "--sources")[0].splitlines()
    assert out[0] == "往期 1 期（2026-03）1 件"
    assert out[2].split("\t")[:4] == ["全部", "1", "1", "100%"]
    rows = shell.objects("issue", "audit", MONTH, "--sources")
    (whole,) = [row for row in rows if row["scope"] == "all"]
    assert (whole["items"], whole["seen"], whole["share"], whole["months"]) == (1, 1, 1.0, [MONTH])
    (energy,) = [row for row in rows if row["scope"] == "source"]
    assert (energy["key"], energy["first"]) == ("energy", 1)


def test_a_proof_is_told_by_line(shell: Shell) -> None:
    shell.take(issue_text().replace("节能降碳", "节能 降碳"))
    out = shell("issue", "proof", MONTH)[0].splitlines()
    assert out[0].startswith("与原文不符，或一望可知有误：")
    for one in shell.objects("issue", "proof", MONTH):
        assert one["kind"] in ("misprint", "layout")


def test_a_finding_of_many_places_or_lines_is_one_line_that_counts_once(shell: Shell) -> None:
    first, second, *_ = (f"{part}。\n\n" for part in BODY.split("。"))
    shell.take(issue_text().replace(first + second, "").replace("能源局", "能源 局 (省)"))
    out = shell("issue", "proof", MONTH)[0].splitlines()
    found = shell.objects("issue", "proof", MONTH)
    assert len(out) == len(found) + 2
    assert [one.count("处") for one in out if "第 23、31 行" in one] == [1]
    (lost,) = [one["expected"] for one in found if one["subkind"] == "dropped_paragraph"]
    assert lost == (first + second).replace("\n\n", "\n").strip()
    assert any("缺“" in one and "⏎" in one for one in out)


@pytest.mark.parametrize("action", ["show", "audit", "proof"])
def test_a_month_that_is_none_or_has_no_issue_is_one_line(shell: Shell, action: str) -> None:
    for month, words in (("2026-13", "不是月份"), ("2025-01", "还没有2025年1月号")):
        out, err = shell("issue", action, month, status=2)
        assert (out, err.count("\n")) == ("", 1)
        assert words in err


def test_a_file_that_is_no_issue_is_one_line(shell: Shell) -> None:
    empty = shell.folder / "空.txt"
    empty.write_bytes(b"")
    for file in (empty, shell.folder / "没有.txt"):
        out, err = shell("issue", "import", str(file), status=2)
        assert (out, err.count("\n")) == ("", 1)
