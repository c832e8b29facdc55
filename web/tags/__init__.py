"""Suggestions, decisions and audits as pages."""
