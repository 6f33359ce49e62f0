from kb.web import health


def test_a_living_process_says_so(visit):
    answer = visit.get("/health/live")
    assert (answer.status_code, answer.json) == (200, {"status": "ok"})


def test_one_failed_check_makes_the_site_not_ready(site, tmp_path):
    checks = {"database": lambda: (True, "sqlite"), "index": lambda: (False, "missing")}
    site.blueprints.pop("health")
    bp = health.blueprint(checks)
    bp.name, bp.url_prefix = "other", "/other"
    site._got_first_request = False
    site.register_blueprint(bp)
    answer = site.test_client().get("/other/ready")
    assert answer.status_code == 503
    assert answer.json["checks"]["index"] == {"status": "failed", "detail": "missing"}


def test_a_ready_site_answers_200(visit):
    answer = visit.get("/health/ready")
    assert (answer.status_code, answer.json["status"]) == (200, "ok")
