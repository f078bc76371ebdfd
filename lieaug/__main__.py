"""The program `lieaug` as python -m lieaug."""

import sys

from lieaug.cli import main

if __name__ == "__main__":
    sys.exit(main())
