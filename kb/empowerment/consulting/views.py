"""Asking the committee, giving advice, and the secretariat's desk between them."""

from flask import Blueprint

bp = Blueprint("consulting", __name__)
