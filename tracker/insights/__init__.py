"""What goes with how a person feels: questions fixed beforehand, answers with their doubt, never a cause."""
