"""What runs inside the build: find the code blocks of a page, check them, report.

Read first, in this order; data flows one way, and this much is enough to add a checker:

1. `blocks`    page → blocks, as SuperFences renders them
2. `problems`  what a checker returns (`Finding`), and the same with its place in the page (`Problem`)
3. `checkers`  block → findings: `checkers/__init__.py` names the function for each language;
               `checkers/data.py` has the shortest
4. `pages`     all checks of whole pages, with a cache; `worker` the same in another process
5. `mkdocs_events`  what happens when during `mkdocs build`; `__main__` the same by command

Then what you need:

- Blocks together: `files` follows a project's files from block to block, `diffs` applies diffs,
  `checkers/project.py` compares. `sessions` tells what is typed from what is printed.
- Names in Python: `checkers/reading.py` notes what a source binds and uses, `checkers/names.py`
  compares that with what was shown and with `packages`, which asks the installed ones;
  `checkers/patterns.py` gives each route to the router, `checkers/views.py` looks at its view,
  `checkers/models.py` at the fields of models.
- Commands: `checkers/shell.py`, `slips`, `commands`, `words`; `programs` and `parsers` ask the programs.
- Configuration: `checkers/configuration.py` parses; `tools` and `schemas` ask what each key means to.
- `formats`: problems for editors, programs and GitHub.
- `performed`: what the runs of the pages leave for the site: records, and zips to download;
  `downloads`: the two apps of *One app, twice* as zips. `numbers`: what the pages tell of themselves.
- `finish/`: what is done to the built site. `finish/__init__.py`: anchors, redirects; `style`: one
  style sheet; `searching`: the index of the search, from what `sections` reads; `previews`: pictures
  for links; `printing`: all pages as one, made of `printed_chapters`; `offline`: a zip of the site.
"""
