"""How fast the embedded engine is: one corpus, one set of queries, beside other engines on the same machine."""
