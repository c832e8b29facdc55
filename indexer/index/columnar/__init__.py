"""The embedded engine: columnar segments under Whoosh's query language; see README.md beside this file."""

from indexer.index.columnar.engine import ColumnarEngine

__all__ = ["ColumnarEngine"]
