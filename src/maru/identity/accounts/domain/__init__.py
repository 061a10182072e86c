"""Pure decisions about accounts: no I/O, no clock, no randomness."""
