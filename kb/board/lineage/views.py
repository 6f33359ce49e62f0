"""Descent of a record, and the next link of the chain."""

from flask import Blueprint

bp = Blueprint("lineage", __name__)
