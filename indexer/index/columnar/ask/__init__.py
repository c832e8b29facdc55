"""Queries answered over segments."""
