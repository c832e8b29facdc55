"""Who may decide: the curator, the token of forms, the session."""
