"""The pages of the board: governance, fairness, deadlines, calendars."""

from flask import Blueprint

bp = Blueprint("board", __name__)
