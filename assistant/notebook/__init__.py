"""What people did with the program: conversations, feedback, drafts, in notebook.db. Never touched by a rebuild of the index.

file.py opens it and keeps its rooms (the tables of one part) up to date; each part has a file of its own and brings its room:
`NotebookFile.furnish(ROOM)` before the first use.
"""
