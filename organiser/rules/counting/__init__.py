"""Counting votes: one module for each kind of count, whole numbers only."""
