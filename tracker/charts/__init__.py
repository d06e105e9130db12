"""Figures from numbers: marks, digits and dates, never a word; each function takes series, palette and size."""
