"""How well the tagger does beside others: `python -m tests.tagging`; its floors are checked in the ordinary tests."""
