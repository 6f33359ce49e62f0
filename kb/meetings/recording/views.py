"""The pages of minutes: draft, corrections, signature, publication."""

from flask import Blueprint

bp = Blueprint("recording", __name__)
