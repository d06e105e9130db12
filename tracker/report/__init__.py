"""The page a person may bring to their doctor: what they noted, summed up and uninterpreted."""
