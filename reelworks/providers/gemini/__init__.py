"""Google's image models over plain HTTP."""
