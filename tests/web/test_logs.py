import json

import pytest


@pytest.fixture
def lines(capsys):
    def read():
        return [json.loads(line) for line in capsys.readouterr().err.splitlines()]

    return read


def test_each_request_is_one_line(visit, lines):
    answer = visit.get("/sayings?q=personal", headers={"X-Request-ID": "trace-1234"})
    (line,) = lines()
    assert answer.headers["X-Request-ID"] == line["request"] == "trace-1234"
    assert (line["method"], line["path"], line["status"]) == ("GET", "/sayings", 200)
    assert "personal" not in json.dumps(line)


@pytest.mark.parametrize("given", ["x", "a b c d e f", "<script>alert</script>", "a" * 65])
def test_an_id_that_could_do_harm_is_replaced(visit, given):
    answer = visit.get(
        "/health/live",
        headers={"X-Request-ID": given},
    )
    assert answer.headers["X-Request-ID"] != given


def test_nothing_sent_can_begin_a_line_or_show_a_secret(visit, lines):
    visit.get("/nothing%0d%0a{'fake': 1}%e2%80%a8x")
    visit.get("/setup/very-secret-token")
    first, second = lines()
    assert first["path"].startswith("/nothing\r\n")
    assert second["path"] == "/setup/..."
    visit.get("/sign-ups/ABCDEFGHJK/call-off")
    assert lines()[-1]["path"] == "/sign-ups/..."


def test_a_bug_is_written_down_under_the_id_of_the_page(visit, lines):
    identity = visit.get("/fails/bug").headers["X-Request-ID"]
    bug, request = lines()
    assert bug["request"] == request["request"] == identity
    assert "RuntimeError: secret detail" in bug["trace"]
