"""`python -m proof_of_talent` is the console command."""

from proof_of_talent.commands.cli import main

main()
