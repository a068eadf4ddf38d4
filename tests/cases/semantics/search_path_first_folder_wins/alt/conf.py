WHO = "alt"
