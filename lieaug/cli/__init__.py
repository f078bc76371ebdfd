"""The command line: the same calls as the pages. Free of torch until a discovery really starts."""

from lieaug.cli.program import main as main
