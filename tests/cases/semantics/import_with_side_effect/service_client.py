import os

MODE = os.environ.get("SEM_SERVICE_MODE", "unset")
print("connecting in mode", MODE)
history = []


def ask(question):
    history.append(question)
    return f"{MODE}:{question}:{len(history)}"
