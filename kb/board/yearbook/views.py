"""The yearbook, put together on demand."""

from flask import Blueprint

bp = Blueprint("yearbook", __name__)
