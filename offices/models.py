"""The office tree, the directory it came from, PINs, and the people who work in it."""
