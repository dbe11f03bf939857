"""The papers as such: what each is, its language and date, and which are copies."""
