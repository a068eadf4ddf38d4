LIMIT = 5
def limited(value):
    return min(value, LIMIT)
