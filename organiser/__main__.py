"""Lets `python -m organiser` do what the `organiser` command does."""

from organiser.cli import main

raise SystemExit(main())
