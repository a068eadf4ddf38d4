loaded = ["farm"]
