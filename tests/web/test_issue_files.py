"""The issue as a file: made while a page says how far it is, sent under its Chinese name."""

from concurrent.futures import wait
from dataclasses import replace
from pathlib import Path
from threading import Event
from urllib.parse import quote

import httpx
import pytest

from compilation.faults import IssueError
from tests.web.desk_server import World, served
from tests.web.desk_world import SOURCES
from tests.web.forms import post, send, token_of
from web.app import create_app
from web.making import BusyError, Report, Workshop

PAGE = "/issue/2023-12"
NAME = "碳达峰碳中和政策法规汇编 2023年12月（草稿）.md"


def test_the_file_comes_under_its_name(world: World) -> None:
    app = create_app(world.db, world.settings, SOURCES)
    with (
        served(app) as address,
        httpx.Client(base_url=address, trust_env=False, verify=False) as client,
    ):
        begun = send(client, PAGE, f"{PAGE}/files", format="md").headers["location"]
        making = app.state.issue_files.find(begun.rpartition("/")[2])
        wait([making.done], timeout=30)
        page = client.get(begun).text
        assert f"url={begun}/file" in page
        assert NAME in page
        file = client.get(f"{begun}/file")
        assert file.headers["content-disposition"] == f"attachment; filename*=utf-8''{quote(NAME)}"
        assert "# 第一编 中央文件" in file.text
        assert client.get(f"{PAGE}/files/nothing").status_code == 404
        token = token_of(client.get(PAGE).text)
        assert post(client, f"{PAGE}/files", token=token, format="exe").status_code == 400


def test_a_file_that_cannot_be_made_says_why(world: World) -> None:
    app = create_app(world.db, world.settings, SOURCES)

    def refuse(_path: Path, report: Report) -> tuple[str, ...]:
        report("排版", 1, 3)
        go_on.wait(30)
        raise IssueError("磁盘满了。")

    go_on = Event()
    with (
        served(app) as address,
        httpx.Client(base_url=address, trust_env=False, verify=False) as client,
    ):
        making = app.state.issue_files.begin("一.docx", refuse)
        page = client.get(f"{PAGE}/files/{making.key}")
        assert 'http-equiv="refresh" content="1"' in page.text
        assert client.get(f"{PAGE}/files/{making.key}/file").status_code == 404
        go_on.set()
        wait([making.done], timeout=30)
        assert making.stage == "排版 1/3"
        assert "没有做成：磁盘满了。" in client.get(f"{PAGE}/files/{making.key}").text
        assert client.get(f"{PAGE}/files/{making.key}/file").status_code == 404


def test_old_files_are_let_go() -> None:
    def write(path: Path, _report: Report) -> tuple[str, ...]:
        path.write_text("")
        return ()

    workshop = Workshop("test")
    made = []
    for _ in range(15):
        made.append(workshop.begin("一.md", write))
        wait([made[-1].done], timeout=30)
    assert workshop.find(made[0].key) is None
    assert not made[0].path.exists()
    assert made[-1].path.exists()
    folder = made[0].path.parent
    del workshop
    assert not folder.exists()


def test_only_so_many_files_wait() -> None:
    go_on, workshop = Event(), Workshop("test")

    def hold(_path: Path, _report: Report) -> tuple[str, ...]:
        go_on.wait(30)
        return ()

    made = [workshop.begin("一.md", hold) for _ in range(6)]
    with pytest.raises(BusyError, match="太多"):
        workshop.begin("一.md", hold)
    go_on.set()
    wait([one.done for one in made], timeout=30)
    wait([workshop.begin("一.md", hold).done], timeout=30)


def test_a_template_that_is_not_there_is_said(world: World) -> None:
    settings = replace(world.settings, issue_template="none.docx")
    with (
        served(create_app(world.db, settings, SOURCES)) as address,
        httpx.Client(base_url=address, trust_env=False, verify=False) as client,
    ):
        answer = send(client, PAGE, f"{PAGE}/files", format="md")
        assert answer.status_code == 409
        assert "找不到汇编模板" in answer.text
