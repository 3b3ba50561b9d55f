"""Perform the pages as a reader would: page → steps → project → outcome."""
