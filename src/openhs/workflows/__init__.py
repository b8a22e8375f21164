"""Bulk runs over files; the review ledger follows."""
