"""Says what machine this is."""

__version__ = "1.0.0"
