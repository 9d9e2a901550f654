"""Boundary files: read, decode, join to places, find the coordinate system, mend, keep."""
