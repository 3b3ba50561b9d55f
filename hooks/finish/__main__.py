"""`python -m hooks.finish SITE`: all that is done to a site, for a tool without MkDocs' events."""

import sys
from pathlib import Path

from hooks.finish import add_copies, complete, finish

site = Path(sys.argv[1])
for name in complete(site):
    print(f"docs/{name}: not performed as it stands, so it has no zip: make chapters")
finish(site)
add_copies(site)
