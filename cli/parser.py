"""The parser of the command line, speaking Chinese throughout."""

import argparse
import re
import sys
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

_COMPLAINTS = (
    (re.compile(r"the following arguments are required: (.*)"), r"还缺少 \1"),
    (re.compile(r"unrecognized arguments: (.*)"), r"不认识 \1"),
    (
        re.compile(r"argument (.*?): invalid choice: (.*?) \(choose from (.*)\)"),
        r"\1 没有 \2 这一项，可选：\3",
    ),
    (re.compile(r"argument (.*?): expected at least one argument"), r"\1 后面至少要有一个值"),
    (re.compile(r"argument (.*?): expected one argument"), r"\1 后面要有一个值"),
    (re.compile(r"argument (.*?): invalid int value: (.*)"), r"\1 应为整数，不是 \2"),
    (re.compile(r"ambiguous option: (.*?) could match (.*)"), r"\1 可以指 \2，请写全"),
    (re.compile(r"argument (.*?): (.*)"), r"\1：\2"),
)


def in_chinese(message: str) -> str:
    """argparse's complaint in Chinese, with its names and values as they are."""
    for pattern, words in _COMPLAINTS:
        if pattern.fullmatch(message):
            return pattern.sub(words, message)
    return message


class Formatter(argparse.HelpFormatter):
    """Help with Chinese headings."""

    def add_usage(
        self, usage: str | None, actions: Any, groups: Any, prefix: str | None = None
    ) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """Wrong calls are answered by one line that says where help is."""

    def __init__(self, *, add_help: bool = True, **options: Any) -> None:
        super().__init__(add_help=False, formatter_class=Formatter, **options)
        self._positionals.title, self._optionals.title = "参数", "选项"
        self.respell: Callable[[Sequence[str]], Sequence[str]] = list
        """What the words of the call are before they are read."""
        if add_help:
            self.add_argument("-h", "--help", action="help", help="显示这份说明")

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """As argparse, of the words as ``respell`` gives them."""
        words = sys.argv[1:] if args is None else args
        return super().parse_known_args(list(self.respell(words)), namespace)

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}：{in_chinese(message)}。用 {self.prog} --help 查看用法。\n")
