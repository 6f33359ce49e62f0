"""Suggestions of matches, the ten by seven matrix, and rates."""

from flask import Blueprint

bp = Blueprint("matching", __name__)
