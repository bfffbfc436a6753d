"""Real parts for tests and measurements: JACK servers, an independent JACK client, heads as processes, other readers of audio files."""
