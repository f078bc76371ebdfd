"""Runs side by side: which, what was set differently, what came out."""
