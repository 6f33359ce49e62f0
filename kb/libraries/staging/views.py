"""Projects by stage and on a line of time."""

from flask import Blueprint

bp = Blueprint("staging", __name__)
