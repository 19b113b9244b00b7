"""The demonstration: people and numbers for one circle, and a walk of one article through all of it."""
