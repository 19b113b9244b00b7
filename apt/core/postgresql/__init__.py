"""Django's PostgreSQL backend, asking the server less often whether it is still there."""
