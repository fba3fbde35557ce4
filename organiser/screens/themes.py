"""Colours for those who need strong contrast: white, yellow and black."""

from textual.theme import Theme

CONTRAST = Theme(
    name="organiser-contrast",
    primary="#ffff00",
    secondary="#00ffff",
    accent="#ffff00",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#1a1a1a",
    boost="#1a1a1a",
    success="#00ff00",
    warning="#ffd700",
    error="#ff6060",
    dark=True,
    variables={
        "block-cursor-background": "#ffff00",
        "block-cursor-foreground": "#000000",
        "text-muted": "#e0e0e0",
        "foreground-muted": "#e0e0e0",
    },
)
