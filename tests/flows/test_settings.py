"""Settings: where they come from, and what a wrong one says."""

from pathlib import Path

import pytest

from flows.errors import SettingsError
from flows.settings import read_settings


@pytest.fixture(autouse=True)
def clean(monkeypatch, tmp_path):
    for name in ("HOME", "CONFIG", "ALLOW_PRIVATE_HOSTS", "HOST_DELAY_SECONDS", "USER_AGENT", "NER", "CONTACT"):
        monkeypatch.delenv(f"COPYDESK_{name}", raising=False)
    monkeypatch.chdir(tmp_path)


def test_without_anything_the_defaults_hold(tmp_path):
    settings = read_settings()
    assert settings.home == tmp_path / "data" and settings.home.is_absolute()
    assert (settings.host_delay_seconds, settings.ner, settings.allow_private_hosts) == (5, "auto", ())
    assert settings.user_agent.startswith("Copydesk/")


def test_overrides_beat_variables_and_they_beat_the_file(monkeypatch):
    Path("copydesk.toml").write_text('retries = 4\nner = "rules"\nhost_delay_seconds = 9\n')
    monkeypatch.setenv("COPYDESK_HOST_DELAY_SECONDS", "0")
    monkeypatch.setenv("COPYDESK_NER", "auto")
    settings = read_settings(ner="en_core_web_sm")
    assert (settings.retries, settings.host_delay_seconds, settings.ner) == (4, 0, "en_core_web_sm")


def test_hosts_are_separated_by_commas(monkeypatch):
    monkeypatch.setenv("COPYDESK_ALLOW_PRIVATE_HOSTS", "127.0.0.1:8765, Localhost,[::1]:80")
    assert read_settings().allow_private_hosts == ("127.0.0.1:8765", "localhost", "[::1]:80")


def test_a_contact_joins_the_user_agent(monkeypatch):
    monkeypatch.setenv("COPYDESK_CONTACT", "https://example.org/bot")
    assert read_settings().user_agent.endswith("(+https://example.org/bot)")


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("COPYDESK_HOST_DELAY_SECONDS", "fast", "number"),
        ("COPYDESK_HOST_DELAY_SECONDS", "-1", "greater than or equal to 0"),
        ("COPYDESK_HOST_DELAY_SECOND", "5", "did you mean COPYDESK_HOST_DELAY_SECONDS?"),
        ("COPYDESK_ALLOW_PRIVATE_HOSTS", "http://x", "host:port"),
        ("COPYDESK_USER_AGENT", "a\nb", "one line"),
        ("COPYDESK_CONFIG", "nowhere.toml", "there is no such file"),
        ("COPYDESK_HOME", "~nobody-of-that-name/news", "there is no user nobody-of-that-name"),
        ("COPYDESK_DASK", "scheduler:8786", "tcp://scheduler:8786"),
    ],
)
def test_a_wrong_variable_is_named_with_its_value_and_a_remedy(monkeypatch, name, value, says):
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        read_settings()
    assert name in str(caught.value) and repr(value) in str(caught.value) and says in str(caught.value)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("retrys = 3", "did you mean retries?"),
        ('retries = "x"', "retries (copydesk.toml)"),
        ("a = ", "copydesk.toml: this is no TOML"),
    ],
)
def test_a_wrong_file_is_named(text, says):
    Path("copydesk.toml").write_text(text)
    with pytest.raises(SettingsError) as caught:
        read_settings()
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("COPYDESK_ALLOW_PRIVATE_HOSTS", "http://x", "the default, none"),
        ("COPYDESK_CONTACT", "a\nb", "the default, none"),
        ("COPYDESK_USER_AGENT", "a\nb", "the default, our own"),
        ("COPYDESK_RETRIES", "x", "the default, '2'"),
    ],
)
def test_a_default_is_told_in_words(monkeypatch, name, value, says):
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        read_settings()
    assert str(caught.value).endswith(says)


def test_settings_cannot_be_changed():
    settings = read_settings()
    with pytest.raises(ValueError, match="frozen"):
        settings.retries = 9


def test_a_variable_that_is_not_ours_is_left_alone(monkeypatch):
    monkeypatch.setenv("COPYDESK_SHARED", "x")
    assert read_settings().retries == 2


def test_a_lake_lies_in_a_folder_or_a_store(monkeypatch, tmp_path):
    monkeypatch.setenv("COPYDESK_LAKE_PATH", "s3://news/lake")
    assert read_settings().paths.lake_data == "s3://news/lake"
    assert read_settings(lake_path="lake").paths.lake_data == tmp_path / "lake"
    monkeypatch.delenv("COPYDESK_LAKE_PATH")
    assert read_settings().paths.lake_data == tmp_path / "data" / "lake"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("COPYDESK_LAKE_PATH", "s3://key:low-tide@news/lake"),
        ("COPYDESK_WAREHOUSE", "postgres:host=db password=low-tide"),
        ("COPYDESK_WAREHOUSE", "postgresql://news:low-tide@db/news"),
    ],
)
def test_a_wrong_address_is_told_without_its_password(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        read_settings()
    assert name in str(caught.value) and "low-tide" not in str(caught.value)


def test_an_address_with_a_password_is_not_shown_with_the_settings(monkeypatch):
    monkeypatch.setenv("COPYDESK_WAREHOUSE", "ducklake:postgres:host=db password=low-tide")
    assert "low-tide" not in repr(read_settings())
