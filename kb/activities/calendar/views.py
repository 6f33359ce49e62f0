"""Activities by month, as a list and by year, and as calendars to subscribe to."""

from flask import Blueprint

bp = Blueprint("activity_calendar", __name__)
