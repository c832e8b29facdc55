"""What tagged texts teach: features to numbers, models, and their storage."""
