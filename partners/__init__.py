"""Contract customers: who they are, where they book, on which terms. API keys and quotas come with the partner API."""
