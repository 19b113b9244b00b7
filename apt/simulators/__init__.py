"""Stand-ins for the world outside, as real HTTP servers. Never part of a production deployment."""
