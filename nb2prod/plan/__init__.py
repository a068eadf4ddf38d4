"""From what is known of a notebook to the plan of a package."""
