"""The head in plain lines: the same keys, views and screens, told in words instead of drawn."""
