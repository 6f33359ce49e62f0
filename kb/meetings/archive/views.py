"""The pages that take minutes of former years in."""

from flask import Blueprint

bp = Blueprint("archive", __name__)
