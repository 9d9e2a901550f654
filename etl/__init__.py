"""The way in: read → recognise → check → load → publish."""
