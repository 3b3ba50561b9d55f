"""What runs inside the build: find the code blocks of a page, check them, report.

Read in this order; data flows one way:

1. `blocks`   page → blocks, as SuperFences renders them
2. `checkers` block → findings; plain functions that know nothing of MkDocs
3. `problems` findings → problems with their place in the page, and how they are printed
4. `numbers`  what the pages tell of themselves: so many blocks, so many parsed
5. `downloads` the two apps of *One app, twice* as zip files
6. `mkdocs_events` the same during `mkdocs build`; `__main__` the same from the command line
"""
