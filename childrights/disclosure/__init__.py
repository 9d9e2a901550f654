"""The one door through which figures leave, and what each audience may see."""
