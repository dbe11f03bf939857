"""The nouns of the application: its types, its rules as data, what it asks of the outside."""
