"""Settings in, wired services out: the one place where adapters are chosen."""
