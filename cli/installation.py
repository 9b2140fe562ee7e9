"""policywatch serve, demo, doctor."""

import argparse
from pathlib import Path

from cli.commands import COMMANDS
from cli.common import Commands, complain, print_lines, settings_of
from demo.run import run as run_demo
from pipeline.operating.doctor import examine
from web.serve import serve, serve_desk

HELP = COMMANDS["installation"]


def add(commands: Commands, home: argparse.ArgumentParser) -> None:
    command = commands.add_parser("serve", parents=[home], help=HELP["serve"])
    command.set_defaults(run=_serve)
    demo = commands.add_parser("demo", parents=[home], help=HELP["demo"])
    demo.add_argument("--serve", action="store_true", help="演示后让工作台继续运行")
    demo.set_defaults(run=_demo)
    doctor = commands.add_parser("doctor", parents=[home], help=HELP["doctor"])
    doctor.set_defaults(run=_doctor)


def _serve(call: argparse.Namespace) -> int:
    return serve(settings_of(call))


def _demo(call: argparse.Namespace) -> int:
    home = Path(call.home or Path("var", "demo"))
    return run_demo(home, desk=serve_desk if call.serve else None)


def _doctor(call: argparse.Namespace) -> int:
    checks = examine(settings_of(call))
    for check in checks:
        line = f"{'✓' if check.ok else '✗'} {check.name}：{check.line}"
        print_lines([line]) if check.ok else complain([line])
    return 0 if all(check.ok for check in checks) else 1
