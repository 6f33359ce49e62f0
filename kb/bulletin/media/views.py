"""Campaigns and reports in the media, and outcomes that nobody has reported."""

from flask import Blueprint

bp = Blueprint("media", __name__)
