"""The pages of resolutions and votes."""

from flask import Blueprint

bp = Blueprint("deciding", __name__)
