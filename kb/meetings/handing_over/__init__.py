"""Handing over: what an outgoing chair passes on."""
