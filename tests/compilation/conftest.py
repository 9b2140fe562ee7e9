"""What tests of the compilation share: LibreOffice, and the real issue in other forms."""

import shutil

import pytest

from tests.conftest import needed


@pytest.fixture(scope="session")
def soffice() -> str:
    """The path of LibreOffice."""
    path = shutil.which("soffice")
    needed("LibreOffice (soffice)", path is not None)
    return str(path)
