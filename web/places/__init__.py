"""Places, comparison, benchmark and peers as pages."""
