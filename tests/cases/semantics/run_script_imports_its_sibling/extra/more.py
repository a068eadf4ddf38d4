WORD = "more"
