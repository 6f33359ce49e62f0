"""The scoreboard of both mechanisms, over the years and side by side."""

from flask import Blueprint

bp = Blueprint("scoreboard", __name__)
