"""The command line: parsing and printing only. Each command is one call into the layers below.

Exit status: 0 done; 1 done, but a source, item or delivery failed (each named on standard
error); 2 the call or a setting is wrong (one line: what, where, and the mend).
"""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from cli.commands import COMMANDS
from cli.parser import Parser
from cli.stopping import stop_when_asked
from storage.faults import WrongError


def parser(words: Sequence[str] = ()) -> argparse.ArgumentParser:
    """The command line for those words: of the commands not called, only the names.

    Each group of commands is a module, loaded when one of them is called: what the others import
    would be most of a short command's time.
    """
    top = Parser(prog="policywatch", description="盯住官方页面，知道变了什么，说明为什么重要。")
    where = "数据目录（默认 POLICYWATCH_HOME，或 ./var）"
    top.add_argument("--home", metavar="目录", help=where)
    home = Parser(add_help=False)
    home.add_argument("--home", metavar="目录", default=argparse.SUPPRESS, help=where)
    commands = top.add_subparsers(title="可用的命令", metavar="命令", required=True)
    known = {name for names in COMMANDS.values() for name in names}
    called = next((word for word in words if word in known), "")
    for group, names in COMMANDS.items():
        if called in names:
            import_module(f"cli.{group}").add(commands, home)
        else:
            for name, text in names.items():
                commands.add_parser(name, help=text)
    return top


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    stop_when_asked()
    words = sys.argv[1:] if arguments is None else arguments
    call = parser(words).parse_args(words)
    try:
        status: int = call.run(call)
        sys.stdout.flush()
        return status
    except WrongError as error:
        print(f"policywatch：{error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("policywatch：已停止；下次运行会接着做完。", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # The reader of our output went away (| head): nothing is wrong, nothing more to say.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


if __name__ == "__main__":
    sys.exit(main())
