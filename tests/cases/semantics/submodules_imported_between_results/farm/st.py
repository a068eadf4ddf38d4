import farm

farm.loaded.append("st")


def twice(x):
    return 2 * x
