x = "ran"
