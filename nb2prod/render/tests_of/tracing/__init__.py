"""What is surely known of values on their way through the pipeline: numbers, texts, arrays by shape and by content.

Nothing of the notebook is run: the code is read, and what can't be worked out is unknown from there on.
"""
