"""The walk through a notebook with objects that know where their rows come from."""
