"""Bags, despatch and transit between offices."""
