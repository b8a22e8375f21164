"""Catalogues: files of goods, classified in bulk."""

from openhs.workflows.catalogue.run import Options, Summary, classify_catalogue

__all__ = ["Options", "Summary", "classify_catalogue"]
