"""What `make` runs: the standard library only, so that a bare Python 3.11 is enough to begin."""
