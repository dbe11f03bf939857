"""Where an application belongs before anything is judged: prize, stop, fast track, body and level."""
