"""Plain sums over a diary: numbers in, a frozen result out."""
