"""Faces of the engines: the command line; HTTP, MCP and Spark follow."""
