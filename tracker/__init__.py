"""Vagus: a private gut-mind habit diary."""
