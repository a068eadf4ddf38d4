"""NBH: what the file itself looks like, to those who keep, review and read it."""
