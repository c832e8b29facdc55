"""One file a format: bytes to a layout of blocks."""
