"""View 1: the notebook. Ideas, words and chords, the structure, the plan and the references, each on a page of its own."""
