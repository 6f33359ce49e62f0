"""Every setting, with its default and one line of meaning; environment variables win."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Setting:
    name: str
    default: str
    meaning: str


SETTINGS = (
    Setting(
        "KB_INSTANCE", str(ROOT / "instance"), "Folder of the data: database, index, files, key."
    ),
    Setting("KB_DATABASE_URL", "", "SQLAlchemy address; empty: SQLite in KB_INSTANCE."),
    Setting("KB_SEARCH_ENGINE", "tantivy", "tantivy, or whoosh where no compiled wheel serves."),
    Setting("KB_SECRET_KEY", "", "At least 32 characters; empty: made once, kept in KB_INSTANCE."),
    Setting("KB_BASE_URL", "", "The site's own address, as https://kb.example.cn, for links."),
    Setting("KB_TRUSTED_HOSTS", "", "Host names the site answers to, by comma; empty: any."),
    Setting("KB_PROXY_COUNT", "0", "Number of proxies in front whose X-Forwarded-For is believed."),
    Setting("KB_HTTPS", "0", "1 when readers come by https: secure cookies and HSTS."),
    Setting("KB_WORKERS", "2", "Web processes of `flask kb serve`."),
    Setting("KB_PAGE_CACHE", "1", "0 draws every page anew."),
    Setting(
        "KB_IDLE_MINUTES", "30", "A session ends after so many minutes without a sign of life."
    ),
    Setting("KB_STAFF_IDLE_MINUTES", "15", "The same for the staff."),
    Setting("KB_SESSION_HOURS", "12", "A session ends after so many hours in any case."),
    Setting("KB_PASSWORD_PROFILE", "djbh", "djbh (GB/T 22239), or asvs (OWASP ASVS 5)."),
    Setting("KB_REQUIRE_TOTP", "0", "1: the staff cannot work without two-factor sign-in."),
    Setting("KB_MAIL_SERVER", "", "smtp[s]://user:password@host:port; empty: nothing is mailed."),
    Setting("KB_MAIL_FROM", "kb@localhost", "Sender of the mails."),
    Setting(
        "KB_FILES_URL", "", "Store of the attachments, s3://bucket/prefix; empty: KB_INSTANCE."
    ),
    Setting("KB_FILE_MIB", "20", "Largest attachment."),
    Setting("KB_RECORD_FILES", "30", "Attachments of one record."),
    Setting("KB_RECORD_MIB", "200", "All attachments of one record together."),
    Setting(
        "KB_FONTS", "", "Folder of the office's own typefaces for PDF; empty: the shipped one."
    ),
    Setting("KB_LOG_LEVEL", "INFO", "Level of the log on standard error."),
)
FLAGS = frozenset({"KB_HTTPS", "KB_PAGE_CACHE", "KB_REQUIRE_TOTP"})
NUMBERS = frozenset(
    {
        "KB_PROXY_COUNT",
        "KB_WORKERS",
        "KB_IDLE_MINUTES",
        "KB_STAFF_IDLE_MINUTES",
        "KB_SESSION_HOURS",
        "KB_FILE_MIB",
        "KB_RECORD_FILES",
        "KB_RECORD_MIB",
    }
)
ENGINES = ("tantivy", "whoosh")
PROFILES = ("djbh", "asvs")


class BadSetting(ValueError):
    """A setting that cannot work; the sentence names it."""


def defaults() -> dict[str, object]:
    """Every setting as it is where nobody has set it."""
    return {setting.name: _read(setting.name, setting.default) for setting in SETTINGS}


def load(overrides: Mapping[str, object] | None = None) -> dict[str, object]:
    """Defaults, then the environment, then `overrides`; checked. Raises BadSetting."""
    given = {setting.name: os.environ.get(setting.name) or setting.default for setting in SETTINGS}
    values: dict[str, object] = {name: _read(name, text) for name, text in given.items()}
    values.update(overrides or {})
    instance = Path(str(values["KB_INSTANCE"])).resolve()
    values["KB_INSTANCE"] = instance
    if values["KB_SEARCH_ENGINE"] not in ENGINES:
        raise BadSetting(f"KB_SEARCH_ENGINE: one of {', '.join(ENGINES)}")
    if values["KB_PASSWORD_PROFILE"] not in PROFILES:
        raise BadSetting(f"KB_PASSWORD_PROFILE: one of {', '.join(PROFILES)}")
    if values["KB_MAIL_SERVER"] and not (values["KB_BASE_URL"] or values["KB_TRUSTED_HOSTS"]):
        raise BadSetting(
            "KB_MAIL_SERVER: set KB_BASE_URL too, so that links in mails lead to this site"
        )
    values["SECRET_KEY"] = _secret(str(values["KB_SECRET_KEY"]), instance)
    values["KB_DATABASE_URL"] = str(values["KB_DATABASE_URL"]) or f"sqlite:///{instance / 'kb.db'}"
    hosts = [name.strip() for name in str(values["KB_TRUSTED_HOSTS"]).split(",") if name.strip()]
    values["TRUSTED_HOSTS"] = hosts or None
    values["SQLALCHEMY_ENGINES"] = {"default": _engine(str(values["KB_DATABASE_URL"]))}
    return values


def _engine(url: str) -> str | dict[str, object]:
    """A server may have ended a connection meanwhile; a file is always there."""
    return url if url.startswith("sqlite") else {"url": url, "pool_pre_ping": True}


def _read(name: str, text: str) -> object:
    if name in FLAGS:
        return text.strip().lower() in {"1", "true", "yes", "on"}
    if name in NUMBERS:
        if not text.strip().isdigit():
            raise BadSetting(f"{name}: a whole number, not {text!r}")
        return int(text)
    return text


def _secret(given: str, instance: Path) -> str:
    if given:
        if len(given) < 32:
            raise BadSetting("KB_SECRET_KEY: at least 32 characters")
        return given
    path = instance / "secret_key"
    instance.mkdir(parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
    except FileExistsError:
        pass
    key = path.read_text()
    if len(key) < 32:
        raise BadSetting(f"{path}: damaged, delete it to have a new key (everybody signs in again)")
    return key
