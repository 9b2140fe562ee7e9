"""Settings: read from the environment, checked, named in every complaint."""

from pathlib import Path

import pytest

from storage.settings import SettingError, Settings


def test_defaults(tmp_path: Path) -> None:
    settings = Settings.load(tmp_path / "new", {})
    assert settings.home == tmp_path / "new"
    assert settings.database_url == f"sqlite:///{tmp_path / 'new' / 'policywatch.db'}"


def test_the_environment_and_back(tmp_path: Path) -> None:
    given = {
        "POLICYWATCH_HOME": str(tmp_path),
        "POLICYWATCH_SMTP_PORT": "2525",
        "POLICYWATCH_SMTP_TLS": "true",
        "POLICYWATCH_CONTACT": "carbon@example.org",
    }
    settings = Settings.load(None, given)
    assert (settings.smtp_port, settings.smtp_tls) == (2525, True)
    assert "carbon@example.org" in settings.user_agent
    assert Settings.load(None, settings.environment()) == settings


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SMTP_PORT", "many"),
        ("SMTP_PORT", "65536"),
        ("MAIL_PACE", "-1"),
        ("SMTP_TLS", "perhaps"),
        ("CRAWL_WINDOW", "nights"),
        ("PUBLIC_URL", "news.watch.example"),
        ("PUBLIC_URL", "ftp://news.watch.example"),
        ("PUBLIC_URL", "https://news.watch.example/<b>"),
        ("PUBLIC_URL", "https://"),
    ],
)
def test_a_wrong_value_names_the_variable(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingError, match=f"POLICYWATCH_{name}={value}"):
        Settings.load(tmp_path, {f"POLICYWATCH_{name}": value})


def test_an_unwritable_home_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingError, match="数据目录不可写") as caught:
        Settings.load(tmp_path / "file" / "home", {})
    assert "\n" not in str(caught.value)
