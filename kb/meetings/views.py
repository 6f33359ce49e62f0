"""The pages of meetings that everybody has: the list, and one meeting."""

from flask import Blueprint

bp = Blueprint("meetings", __name__)
