import json


def dump(note):
    return json.dumps([note == Note])  # noqa: F821 - a part of a longer file
