"""What is true, with no world in it: stages, steps, states, money, errors."""
