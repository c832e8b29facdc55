"""Faults put into the program on purpose, one at a time, to see whether a test notices: `make mutants`."""
