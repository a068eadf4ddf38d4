import random
def roll():
    return random.random()
