"""Places with dates: registry, changes, selections, names and reporting calendars."""
