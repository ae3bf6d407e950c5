"""rampart: what a host lets in, and what it should not."""

__version__ = "1.0.0"
