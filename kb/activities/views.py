"""An activity's steps: announced, held, reported, cancelled; another one like it."""

from flask import Blueprint

bp = Blueprint("activity_steps", __name__)
