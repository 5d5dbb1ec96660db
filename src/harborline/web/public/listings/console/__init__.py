"""The pages on which the nation's staff confirm, correct and withdraw national resources."""
