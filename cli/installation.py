"""policywatch serve, demo, office, doctor."""

import argparse
from pathlib import Path

from cli.commands import COMMANDS
from cli.common import Commands, complain, print_lines, print_object, settings_of
from demo.run import run as run_demo
from pipeline.operating.doctor import examine
from storage.office import NAME, office_of, taken_words
from web.serve import serve, serve_desk

HELP = COMMANDS["installation"]


def add(commands: Commands, home: argparse.ArgumentParser) -> None:
    command = commands.add_parser("serve", parents=[home], help=HELP["serve"])
    command.set_defaults(run=_serve)
    demo = commands.add_parser("demo", parents=[home], help=HELP["demo"])
    demo.add_argument("--serve", action="store_true", help="演示后让工作台继续运行")
    demo.set_defaults(run=_demo)
    office = commands.add_parser("office", parents=[home], help=HELP["office"])
    office.add_argument("--json", action="store_true", help="一个 JSON 对象")
    office.add_argument(
        "--toml", action="store_true", help=f"照原样写出，改好后存为数据目录里的 {NAME}"
    )
    office.set_defaults(run=_office)
    doctor = commands.add_parser("doctor", parents=[home], help=HELP["doctor"])
    doctor.set_defaults(run=_doctor)


def _serve(call: argparse.Namespace) -> int:
    return serve(settings_of(call))


def _demo(call: argparse.Namespace) -> int:
    home = Path(call.home or Path("var", "demo"))
    return run_demo(home, desk=serve_desk if call.serve else None)


def _office(call: argparse.Namespace) -> int:
    office = office_of(settings_of(call))
    if call.json:
        print_object(office)
        return 0
    if call.toml:
        print_lines([Path(office.file).read_text("utf-8-sig").rstrip()])
        return 0
    print_lines([f"本省：{office.region}（{office.file}）", "编\t标识\t简称\t收录"])
    titles = office.titles
    print_lines(
        f"{titles[one.id]}\t{one.id}\t{one.name}\t{taken_words(one)}" for one in office.parts
    )
    return 0


def _doctor(call: argparse.Namespace) -> int:
    checks = examine(settings_of(call))
    for check in checks:
        line = f"{'✓' if check.ok else '✗'} {check.name}：{check.line}"
        print_lines([line]) if check.ok else complain([line])
    return 0 if all(check.ok for check in checks) else 1
