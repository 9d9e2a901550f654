"""What is counted and what it means: `indicators.yaml`, forms and targets, validated."""
