"""What `make` runs. All that comes before the packages are installed uses the standard library only."""
