"""The pages of the charter: what holds, since when, and the forms that change it."""

from flask import Blueprint

bp = Blueprint("charter", __name__)
