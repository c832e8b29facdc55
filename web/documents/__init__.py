"""A document as a page: what is known of it, its tags with what supports them, and its text."""
