"""`python -m cli.asyncapi docs` writes the document and its page anew."""

import sys
from pathlib import Path

from cli.asyncapi.document import document, text
from cli.asyncapi.page import page

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    (folder / "asyncapi.yaml").write_text(text())
    (folder / "asyncapi.html").write_text(page(document()))
