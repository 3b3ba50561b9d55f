"""What runs inside the build: find the code blocks of a page, check them, report.

Read in this order; data flows one way:

1. `blocks`   page → blocks, as SuperFences renders them
2. `files`    blocks → the files of the project as they grow from block to block; `diffs`
3. `checkers` block → findings; plain functions that know nothing of MkDocs
4. `packages` what Python, Django, Flask and their kin really have, for the checkers to look up
5. `problems` findings → problems with their place in the page, and how they are printed;
   `formats`  the same for editors, programs and GitHub
6. `pages`    all of that for whole pages, with a cache; `worker` the same in another process
7. `performed` what the runs of the pages leave for the site: records, and zips to download;
   `downloads` the two apps of *One app, twice* as zips
8. `numbers`  what the pages tell of themselves: so many blocks, so many parsed
9. `finish`  what is done to the built site: anchors, redirects. Then
   `style`   one style sheet;
   `searching` the index of the search, from what `sections` reads;
   `previews` pictures for links to the pages;
   `printing` all pages as one, made of `printed_chapters`; `offline` a zip of the site
10. `mkdocs_events` the same during `mkdocs build`; `__main__` the same from the command line
"""
