import farm.st

farm.loaded.append("deep")
rate = 3


def scaled(x):
    return farm.st.twice(x) * rate
