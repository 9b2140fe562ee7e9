"""The table of commands, and the groups that it names."""

from importlib import import_module

import pytest

from cli import main, parser
from cli.commands import COMMANDS
from cli.parser import Parser, in_chinese


@pytest.mark.parametrize("group", COMMANDS)
def test_a_group_adds_the_commands_of_its_name(group: str) -> None:
    top = Parser(prog="x")
    commands = top.add_subparsers()
    import_module(f"cli.{group}").add(commands, Parser(add_help=False))
    assert list(commands.choices) == list(COMMANDS[group])


@pytest.mark.parametrize("words", [["--home", "a", "doctor"], ["doctor", "--home", "a"]])
def test_the_home_may_stand_before_or_after(words: list[str]) -> None:
    assert parser(words).parse_args(words).home == "a"


@pytest.mark.parametrize(
    ("complaint", "said"),
    [
        ("the following arguments are required: old, new", "还缺少 old, new"),
        ("unrecognized arguments: --x", "不认识 --x"),
        ("argument --days: invalid int value: 'x'", "--days 应为整数，不是 'x'"),
        ("argument --at: expected one argument", "--at 后面要有一个值"),
        ("something new", "something new"),
    ],
)
def test_complaints_are_in_chinese(complaint: str, said: str) -> None:
    assert in_chinese(complaint) == said


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    said = capsys.readouterr().out
    assert all(name in said for names in COMMANDS.values() for name in names)
    assert "usage" not in said
