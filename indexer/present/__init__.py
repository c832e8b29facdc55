"""Answers of the library as JSON, CSV, Markdown and words."""
