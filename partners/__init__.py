"""Contract customers and partner systems: API keys and quotas (built with the partner API)."""
