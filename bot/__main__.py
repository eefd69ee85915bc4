"""`python -m bot`: the command `voxloop` without an installation, for development."""

from bot.cli import main

if __name__ == "__main__":
    main()
