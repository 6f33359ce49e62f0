"""The pages of dates: deadlines, calendars and the address of one's own."""

from flask import Blueprint

bp = Blueprint("dates", __name__)
