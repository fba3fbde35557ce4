"""organiser: a terminal program for community organising and volunteer records."""

__version__ = "0.1.0"
