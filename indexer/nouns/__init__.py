"""The nouns of Policyscope: frozen, without input or output, knowing nothing but each other."""
