import farm

farm.loaded.append("io")


def here():
    return "io of farm"
