"""Passages to coded answers, claims and losses."""
