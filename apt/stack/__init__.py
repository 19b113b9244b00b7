"""The embedded stack: PostgreSQL and Valkey out of wheels, started as our own children that die with us."""
