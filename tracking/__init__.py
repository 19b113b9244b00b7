"""The history of articles and bags: append-only events, and who lay in which bag when."""
