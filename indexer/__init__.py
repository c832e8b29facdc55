"""Policyscope: search, tag and compare folders of policy documents."""

__version__ = "0.1.0"
