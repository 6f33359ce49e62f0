"""The page of a meeting in session: attendance and quorum."""

from flask import Blueprint

bp = Blueprint("sitting", __name__)
