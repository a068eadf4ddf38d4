import farm

farm.loaded.append("late")
factor = 10
