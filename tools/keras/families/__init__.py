"""One module for each family of layers; each has `add_cases(family)`."""
