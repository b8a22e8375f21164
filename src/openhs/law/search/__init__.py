"""Search over titles and the names of goods: lexical, offline, explained."""

from openhs.law.search.hits import Hit, Match, search

__all__ = ["Hit", "Match", "search"]
