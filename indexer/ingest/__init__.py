"""Folders into the catalogue, and documents into what the index holds of them."""
