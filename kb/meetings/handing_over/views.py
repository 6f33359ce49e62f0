"""The pages of the hand-over of the chair."""

from flask import Blueprint

from kb.meetings import handing

bp = Blueprint("handover", __name__)

_ = handing
