"""Profiles to places; places compared, counted and ranked by likeness."""
