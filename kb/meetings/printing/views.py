"""The documents of a meeting: Word, PDF, print and the whole as one archive."""

from flask import Blueprint

bp = Blueprint("printing", __name__)
