"""The pages that prepare a meeting: plan, notice, answers, agenda, papers."""

from flask import Blueprint

bp = Blueprint("calling", __name__)
