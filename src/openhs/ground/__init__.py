"""Codes, errors and the built data: what every other layer stands on."""
