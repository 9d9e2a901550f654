"""What an outsider can work out. Nothing here may import childrights.disclosure."""
