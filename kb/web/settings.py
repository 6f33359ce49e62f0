"""Settings, as rules ask for them: of the application at work, by default outside of one."""

from typing import Any

from flask import current_app, has_app_context

from kb import config

_DEFAULTS = config.defaults()


def setting(name: str) -> Any:
    """The value of this KB_ setting, with the type that `config` gives it."""
    default = _DEFAULTS[name]
    return current_app.config.get(name, default) if has_app_context() else default
