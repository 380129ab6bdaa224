"""Question sets, metrics, runs and the gate."""
