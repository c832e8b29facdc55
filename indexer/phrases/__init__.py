"""Phrases that could become concepts."""
