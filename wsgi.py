"""What a WSGI server loads."""

from kb import create_app

app = create_app()
