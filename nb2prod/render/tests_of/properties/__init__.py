"""What must hold after a step has run: a catalogue of rules, each of which reads its claims off the step's code."""
