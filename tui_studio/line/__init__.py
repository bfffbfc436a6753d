"""The plain-text head: every action by its id, one line in, one reply out."""
