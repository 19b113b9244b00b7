"""Money: one double-entry journal a country, one hash chain an office, drawers and shifts."""
