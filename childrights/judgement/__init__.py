"""What a figure means beside its target."""
