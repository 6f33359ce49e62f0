import json

from kb.beside import MANY
from kb.search import indexer


def test_many_records_are_indexed_while_they_are_loaded(app, tmp_path):
    rows = [
        {"kind": "project", "key": f"p{n}", "title": f"园区共建项目{n}"} for n in range(MANY + 50)
    ]
    file = tmp_path / "many.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in rows))
    result = app.test_cli_runner().invoke(args=["kb", "load", str(file)])
    assert result.exit_code == 0, result.output
    with app.app_context():
        assert app.extensions["kb_site"].index.engine().count() == len(rows)
        assert indexer.waiting() == 0
