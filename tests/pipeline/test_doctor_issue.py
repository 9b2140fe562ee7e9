"""What the doctor says of the template of issues."""

from dataclasses import replace
from pathlib import Path

from compilation.writers import write_template
from pipeline.operating.doctor import Check, examine
from storage.settings import Settings


def checked(home: Path, template: Path) -> Check:
    settings = replace(Settings.load(home, {}), issue_template=str(template), smtp_port=9)
    return next(one for one in examine(settings) if one.name == "汇编")


def test_a_template_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    found = checked(tmp_path / "home", tmp_path / "没有.docx")
    assert not found.ok
    assert "没有.docx" in found.line
    write_template(tmp_path / "有.docx")
    assert "《碳达峰碳中和政策法规汇编》" in checked(tmp_path / "home", tmp_path / "有.docx").line
