"""NBV, serving: whether one record alone can have the features that a model was fitted on."""
