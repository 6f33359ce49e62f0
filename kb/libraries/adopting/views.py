"""Adoption of cases, from declaring it to the yearly showcase."""

from flask import Blueprint

bp = Blueprint("adopting", __name__)
