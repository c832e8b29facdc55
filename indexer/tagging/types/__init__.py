"""Knowledge types of documents."""
