"""The pages of bodies and seats: who sits where, on any day."""

from flask import Blueprint

bp = Blueprint("seating", __name__)
