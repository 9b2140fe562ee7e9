"""The saved real pages, each read once in a session and mode, with the figures of the benchmark."""

import importlib.util
import sys
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

from storage.records import Content

ROOT = Path(__file__).resolve().parents[2]


def _benchmark(name: str) -> ModuleType:
    """A module of the folder of benchmarks, which is no package of the project."""
    full = f"benchmarks.{name}"
    if full not in sys.modules:
        path = ROOT / "benchmarks" / f"{name}.py"
        spec = importlib.util.spec_from_file_location(full, path)
        assert spec is not None
        assert spec.loader is not None
        module = sys.modules[full] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    return sys.modules[full]


@dataclass
class Saved:
    """The folder of real pages and what extraction makes of them."""

    data: Path
    contents: dict[bool, dict[str, Content]] = field(default_factory=dict)
    """By page, with and without knowledge of the publishing systems; filled by ``figures``."""
    _figures: dict[tuple[bool, bool], dict[str, Any]] = field(default_factory=dict)

    @cached_property
    def cases(self) -> list[Any]:
        return list(_benchmark("extraction").saved_pages(self.data))

    def figures(self, *, families: bool = True, world: bool = False) -> dict[str, Any]:
        """Of the saved pages, or of the world of December 2023."""
        key = (families, world)
        if key not in self._figures:
            module = _benchmark("extraction")
            kept: dict[str, Content] = {}
            cases = module.world_pages(self.data) if world else self.cases
            self._figures[key] = module.run(
                cases, families=families, tell=lambda line: None, keep=kept.__setitem__
            )
            if not world:
                self.contents[families] = kept
        return self._figures[key]

    def content(self, name: str, *, families: bool = True) -> Content:
        """One page as read."""
        self.figures(families=families)
        return self.contents[families][name]

    def perturbed(self, step: int) -> dict[str, dict[str, Any]]:
        """The figures of every so many-th page, written anew in many ways, by way."""
        module = _benchmark("extraction")
        gold, specs = module.truth_of(self.data)
        groups: dict[str, list[Any]] = {}
        for name, case in _benchmark("perturb").perturbed(self.cases[::step], gold, specs):
            groups.setdefault(name, []).append(case)
        return {
            name: module.run(group, families=False, tell=lambda line: None)
            for name, group in groups.items()
        }
