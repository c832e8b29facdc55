"""The nouns of Policyscope: frozen, without input or output, importing nothing but each other and what marks their members."""
