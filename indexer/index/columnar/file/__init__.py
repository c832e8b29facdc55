"""The files of a segment: arrays, strings, rows, and the snapshot that reads them."""
