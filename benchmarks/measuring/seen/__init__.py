"""What runs inside of a notebook's interpreter, beside the agent of `nb2prod verify`, which it builds on."""
