"""Observations × catalogue → values: the only room where a value is born."""
