"""Files for the machines of other offices: figures with the structure that explains them."""
