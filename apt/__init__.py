"""Advanced Postal Technology: the project (settings, wiring) and its foundation (`apt.core`)."""
