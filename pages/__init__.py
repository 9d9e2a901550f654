"""One page a file; each only defines `render()`."""
