"""Release, claim, settle, reconcile: the statements that move steps, and what carries their ids."""
