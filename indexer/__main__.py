"""`python -m indexer` is the `policyscope` command."""

from indexer.command.main import main

if __name__ == "__main__":
    main()
