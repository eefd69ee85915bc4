"""`python -m voxloop`: the command `voxloop` for one particular Python."""

from voxloop import main

if __name__ == "__main__":
    main()
