"""Pages and chart addresses over a diary: mood above, habits below, what they rest on always beside them."""
