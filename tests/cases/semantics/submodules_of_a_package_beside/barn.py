def kept():
    import farm.sub.deep, math

    return farm.sub.deep.scaled(math.floor(2.5))
