"""NBM: how models are made, trained, judged and loaded."""
