"""From a value back to file, sheet and cell."""
