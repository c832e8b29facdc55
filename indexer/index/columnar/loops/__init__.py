"""The inner loops, in numpy and compiled, and the arrays they work on."""
