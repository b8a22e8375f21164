"""Tools that make the project: not part of the package."""
