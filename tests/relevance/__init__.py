"""How good the ranking is: judged collections through the engine, beside published-style BM25 figures."""
