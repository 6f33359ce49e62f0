"""Settings: each from the environment or its default, checked before anything starts."""

import stat

import pytest

from kb import config, create_app
from kb.config import BadSetting


def test_without_any_setting_the_site_has_a_database_and_a_key(tmp_path):
    values = config.load({"KB_INSTANCE": tmp_path / "new"})
    assert values["KB_DATABASE_URL"] == f"sqlite:///{tmp_path / 'new' / 'kb.db'}"
    assert len(values["SECRET_KEY"]) >= 32


def test_the_key_is_made_once_and_only_its_owner_reads_it(tmp_path):
    first, second = (config.load({"KB_INSTANCE": tmp_path})["SECRET_KEY"] for _turn in range(2))
    assert first == second
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_the_environment_wins_over_defaults_and_overrides_over_both(tmp_path, monkeypatch):
    monkeypatch.setenv("KB_INSTANCE", str(tmp_path))
    monkeypatch.setenv("KB_WORKERS", "5")
    monkeypatch.setenv("KB_HTTPS", "yes")
    values = config.load({"KB_WORKERS": 3})
    assert (values["KB_WORKERS"], values["KB_HTTPS"]) == (3, True)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("KB_SEARCH_ENGINE", "elastic"),
        ("KB_SECRET_KEY", "short"),
        ("KB_WORKERS", "many"),
        ("KB_PROXY_COUNT", "-1"),
        ("KB_SESSION_HOURS", "1.5"),
    ],
)
def test_a_setting_that_cannot_work_is_named(tmp_path, monkeypatch, name, value):
    monkeypatch.setenv("KB_INSTANCE", str(tmp_path))
    monkeypatch.setenv(name, value)
    with pytest.raises(BadSetting, match=name):
        config.load()


def test_a_damaged_key_is_said_and_never_replaced(tmp_path):
    (tmp_path / "secret_key").write_text("x")
    with pytest.raises(BadSetting, match="secret_key"):
        config.load({"KB_INSTANCE": tmp_path})


@pytest.mark.parametrize("engine", config.ENGINES)
def test_every_engine_that_may_be_named_starts_the_site(tmp_path, engine):
    app = create_app({"KB_INSTANCE": tmp_path, "KB_SEARCH_ENGINE": engine})
    assert app.extensions["kb_site"].index.name == engine


def test_every_setting_says_what_it_means():
    assert all(setting.name.startswith("KB_") for setting in config.SETTINGS)
    assert all(setting.meaning.endswith(".") for setting in config.SETTINGS)
    assert len({setting.name for setting in config.SETTINGS}) == len(config.SETTINGS)


def test_mail_is_sent_only_by_a_site_that_knows_its_own_address(tmp_path):
    given = {"KB_INSTANCE": tmp_path, "KB_MAIL_SERVER": "smtp://mail.example.cn"}
    with pytest.raises(BadSetting, match="KB_BASE_URL"):
        config.load(given)
    assert config.load(given | {"KB_BASE_URL": "https://kb.example.cn"})["KB_MAIL_SERVER"]
