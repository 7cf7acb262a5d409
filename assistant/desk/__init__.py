"""The drafting desk: from a city's profile to a draft of which every line says what it rests on; knows nothing about screens."""
