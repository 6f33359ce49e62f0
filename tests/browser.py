"""A browser without a window: signs in by a session of its own and follows redirects on request."""

from datetime import timedelta

from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from kb.accounts import sessions
from kb.accounts.users import User, by_email
from kb.db import db


class Browser:
    """`get` and `post` as Werkzeug's test client has them; `.page(...)` reads the answer."""

    def __init__(self, app, user: User | None = None) -> None:
        self.client: FlaskClient = app.test_client()
        if user is not None:
            with app.app_context():
                token = sessions.begin(by_email(user.email), timedelta(hours=12))
                db.session.commit()
            with self.client.session_transaction() as cookie:
                cookie["_user_id"] = token
                cookie["_fresh"] = True

    def get(self, address: str, **options):
        return self.client.get(address, **options)

    def post(self, address: str, data=None, **options):
        answer = self.client.post(address, data=data, **options)
        for each in (answer, *answer.history):
            # Of a long upload a file that Werkzeug leaves open: some later test would be blamed.
            each.request.environ["wsgi.input"].close()
        return answer

    def page(self, address: str, **options) -> BeautifulSoup:
        """The page at this address; it must be there."""
        answer = self.get(address, **options)
        assert answer.status_code == 200, f"{address}: {answer.status_code}"
        return BeautifulSoup(answer.text, "html.parser")
