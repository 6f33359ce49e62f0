"""The pages of the rotation: terms past and planned, and what changes them."""

from flask import Blueprint

bp = Blueprint("rotation", __name__)
