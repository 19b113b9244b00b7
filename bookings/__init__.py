"""Tariff, articles, sales and receipts: what happens at the booking counter."""
