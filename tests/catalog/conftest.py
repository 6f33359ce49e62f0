import json
from types import SimpleNamespace

import pytest
from make import make_user

from kb.accounts.users import Role, by_email
from kb.catalog import loading, sources
from kb.catalog.loading import Result

PROJECT = {"kind": "project", "key": "lab", "title": "共享实验室", "body": "七市共建。"}


@pytest.fixture
def load(app, keep, tmp_path):
    """`load(row, row, ...)` of a .jsonl file, or `load(path)`: what the loading reports."""
    email = keep(make_user, Role.SECRETARIAT).email

    def run(*given):
        path = given[0] if len(given) == 1 and hasattr(given[0], "exists") else written(*given)
        steps = []
        with app.app_context():
            kinds = app.extensions["kb_site"].kinds
            rows, loader = sources.rows(path), by_email(email)
            report = loading.load(rows, kinds, loader, steps.append)
            counts = {name.value: report.counts[name] for name in Result if report.counts[name]}
            assert sum(steps) == sources.count(path) == report.counts.total()
        return SimpleNamespace(counts=counts, refusals=report.refusals)

    def written(*rows):
        path = tmp_path / "rows.jsonl"
        lines = [row if isinstance(row, bytes) else json.dumps(row).encode() for row in rows]
        path.write_bytes(b"\n".join(lines) + b"\n")
        return path

    return run
