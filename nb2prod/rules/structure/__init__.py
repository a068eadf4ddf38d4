"""NBS: how a notebook is built: functions, names, cells."""
