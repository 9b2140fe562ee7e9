"""The command line: parsing and printing only. Each command is one call into the layers below.

Exit status: 0 done; 1 done, but a source, item or delivery failed (each named on standard
error); 2 the call or a setting is wrong (one line: what, where, and the mend).
"""

import argparse
import os
import signal
import sys
from types import FrameType

from cli import crawling, delivering, documents, installation, sources
from cli.parser import Parser
from crawlers.declarations import DeclarationError
from crawlers.replay import ReplayError
from pipeline.desk import DeskError
from pipeline.subscriptions import SubscriptionError
from pipeline.topics import TopicError
from storage.bodies import BodyError
from storage.settings import SettingError

WRONG = (
    SettingError,
    DeclarationError,
    ReplayError,
    DeskError,
    SubscriptionError,
    TopicError,
    BodyError,
)
"""Faults of the call or of a setting: one line, no traceback."""


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = Parser(prog="policywatch", description="盯住官方页面，知道变了什么，说明为什么重要。")
    home = Parser(add_help=False)
    home.add_argument("--home", help="数据目录（默认 POLICYWATCH_HOME，或 ./var）")
    commands = top.add_subparsers(title="可用的命令", metavar="命令", required=True)
    for module in (crawling, sources, documents, delivering, installation):
        module.add(commands, home)
    return top


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    signal.signal(signal.SIGTERM, _stop)
    call = parser().parse_args(arguments)
    try:
        status: int = call.run(call)
        sys.stdout.flush()
        return status
    except WRONG as error:
        print(f"policywatch：{error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("policywatch：已停止；下次运行会接着做完。", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # The reader of our output went away (| head): nothing is wrong, nothing more to say.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _stop(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
