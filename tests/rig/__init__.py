"""Real parts for tests and measurements: JACK servers and clients, heads as processes, other readers."""
