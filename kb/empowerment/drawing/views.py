"""Drawing experts by lot, their ties, and the committee with its letters of appointment."""

from flask import Blueprint

bp = Blueprint("drawing", __name__)
