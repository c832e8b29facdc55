"""Answers of the library as JSON, CSV and Markdown."""
