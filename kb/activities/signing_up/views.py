"""Signing up for an activity, the list of names, and checking in."""

from flask import Blueprint

bp = Blueprint("signing_up", __name__)
