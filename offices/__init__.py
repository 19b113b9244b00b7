"""The office tree, its people and devices: who works where, which office serves which PIN."""
