"""Self-tests: one change of habit, planned, drawn by lot, locked, lived and answered."""
