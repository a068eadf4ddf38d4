"""NBD: what is done to tables and arrays."""
