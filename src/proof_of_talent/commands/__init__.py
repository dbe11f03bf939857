"""The command line, one module a task; `cli` mounts them."""
