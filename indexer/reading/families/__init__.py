"""One file a family of documents, recognised on blocks whatever the format was."""
