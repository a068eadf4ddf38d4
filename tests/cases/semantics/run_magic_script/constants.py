rates = {"low": 1, "high": 5}
factor = 3


def apply(level):
    return rates[level] * factor


if __name__ == "__main__":
    started = True
