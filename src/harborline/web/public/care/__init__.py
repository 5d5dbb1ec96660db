"""Taking care: exercises, a plan that nobody keeps, safety on this device, just after it happened."""
