"""Numbers: without gaps and never twice, also for those who ask at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from kb.db import db
from kb.publishing.numbering import take


def test_a_series_that_many_begin_at_once_counts_each_of_them(app):
    together = Barrier(6)

    def ask(_place):
        with app.app_context():
            together.wait(timeout=20)
            number = take("paper 联盟纪", 2026, 1)[0]
            db.session.commit()
            return number

    with ThreadPoolExecutor(6) as people:
        assert sorted(people.map(ask, range(6))) == [1, 2, 3, 4, 5, 6]
