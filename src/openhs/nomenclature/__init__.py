"""Editions of the Harmonized System and their nodes."""

from openhs.nomenclature.edition import CURRENT, Edition, edition, editions, get, lookup
from openhs.nomenclature.node import Node

__all__ = ["CURRENT", "Edition", "Node", "edition", "editions", "get", "lookup"]
