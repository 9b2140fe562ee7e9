"""LibreOffice, which lays a Word file out: without it the typesetter reckons the pages."""

import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.com",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.com",
)
_SECONDS = 180.0
"""For one file: 400 pages take ten."""
_FILTER = (
    'pdf:writer_pdf_Export:{"ExportBookmarks":{"type":"boolean","value":"true"},'
    '"ExportBookmarksToPDFDestination":{"type":"boolean","value":"true"},'
    '"UseTaggedPDF":{"type":"boolean","value":"true"}}'
)


class OfficeError(Exception):
    """LibreOffice is there and gave no PDF; the text says why, in Chinese."""


def soffice() -> str | None:
    """Where LibreOffice is; ``None``: nowhere."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return found or next((place for place in _PLACES if Path(place).is_file()), None)


def pdf_of(document: bytes, program: str, seconds: float = _SECONDS) -> bytes:
    """The PDF that LibreOffice makes of a Word file. Raises ``OfficeError``."""
    with tempfile.TemporaryDirectory(
        prefix="policywatch-office-", ignore_cleanup_errors=True
    ) as at:
        folder = Path(at)
        source = folder / "issue.docx"
        source.write_bytes(document)
        said = _run(
            [
                program,
                f"-env:UserInstallation={(folder / 'profile').as_uri()}",
                "--headless",
                "--norestore",
                "--nolockcheck",
                "--convert-to",
                _FILTER,
                "--outdir",
                str(folder),
                str(source),
            ],
            seconds,
        )
        made = folder / "issue.pdf"
        if not made.is_file():
            raise OfficeError(f"LibreOffice 没有排出 PDF（{said or '没有说明原因'}）")
        return made.read_bytes()


def _run(command: list[str], seconds: float) -> str:
    """The last line that the command says; it and what it starts are ended when it is late."""
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    ) as child:
        try:
            said, _ = child.communicate(timeout=seconds)
        except subprocess.TimeoutExpired as error:
            raise OfficeError(f"LibreOffice 排版超过 {seconds:.0f} 秒，已中止") from error
        finally:
            _end(child)
    lines = said.decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else ""


def _end(child: subprocess.Popen[bytes]) -> None:
    """What is left of it: the program that is started starts another."""
    if os.name == "posix":
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
    elif child.poll() is None:
        child.kill()
    child.wait()
