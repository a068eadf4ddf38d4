"""What `convert_folder.py` measures, apart from its command line."""
