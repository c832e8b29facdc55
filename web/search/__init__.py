"""Search, facets and documents as pages."""
