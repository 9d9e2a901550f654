"""Numbers, dates and text as Vietnamese officials write them."""
