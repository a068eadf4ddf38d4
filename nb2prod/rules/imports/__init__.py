"""NBI: imports, and what is assumed of the machine."""
