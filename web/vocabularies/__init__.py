"""Vocabularies and their concepts as pages."""
