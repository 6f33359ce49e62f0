"""Contacts of partners, interest in offers and needs, and links with their results."""
