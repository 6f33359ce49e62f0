"""Contacts of partners, interest in offers and needs, and links with their results."""

from flask import Blueprint

bp = Blueprint("partnering", __name__)
