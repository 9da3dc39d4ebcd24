"""Taking a reply apart: the utterance, the words around an answer, and near-matches."""
