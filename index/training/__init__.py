"""How the bundled model is made; nothing in here runs when the program answers."""
