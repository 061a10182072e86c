"""What may become of a document. Pure decisions: no I/O, no clock, no chance."""
