"""The pages of the hand-over of the chair."""

from flask import Blueprint

bp = Blueprint("handover", __name__)
