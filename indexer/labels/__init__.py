"""Labels of concepts and names of countries found in text."""
