"""What runs inside the build: find the code blocks of a page, check them, report.

Read in this order; data flows one way:

1. `blocks`   page → blocks, as SuperFences renders them
2. `checkers` block → findings; plain functions that know nothing of MkDocs
3. `problems` findings → problems with their place in the page, and how they are printed
4. `performed` what the runs of the pages leave for the site: records, and zips to download
5. `numbers`  what the pages tell of themselves: so many blocks, so many parsed
6. `mkdocs_events` the same during `mkdocs build`; `__main__` the same from the command line
"""
