"""Engines: classification; conversion, tariffs and screening follow."""
