"""Beats, sheets, delivery codes and attempts: the last mile."""
