"""The spec files are valid by spec.schema.json, and whatever can do harm shows it in an example.

That each example rules as it says is tested beside this, in catalogue_test.cpp."""

import json
import pathlib
import re
import sys

import jsonschema

FOLDER = pathlib.Path(sys.argv[1])

# What a schema that lets anything pass would let pass.
REFUSED = [
    {"programs": {"a": {}}},
    {"programs": {"a": {"knowledge": "wise"}}},
    {"programs": {"a": {"knowledge": "known", "flgas": {}}}},
    {"programs": {"a": {"knowledge": "known", "flags": {"-o": {"valeu": "word"}}}}},
    {"programs": {"a": {"knowledge": "known", "operands": ["Write"]}}},
    {"program": {}},
]


# Roles and effects that do more than read.
TEETH = re.compile(
    r'"\??(append|write|remove|move|link|chmod|exec|mount|net_|privilege|process|persist|git_'
    r"|package_|publish|remote_|database|environment|opaque|shell|program|library|argv|code|script)"
)
# Parts of other programs' command lines: python -m MODULE, python manage.py.
PARTS = ("py:", "script:")


def without_example(file: pathlib.Path) -> list[str]:
    programs = json.loads(file.read_text())["programs"]
    return [
        name
        for name, spec in programs.items()
        if "examples" not in spec and not name.startswith(PARTS) and TEETH.search(json.dumps(spec))
    ]


def main() -> int:
    schema = json.loads((FOLDER / "spec.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    faults = 0
    files = sorted((FOLDER / "specs").glob("*.json"))
    for file in files:
        for error in validator.iter_errors(json.loads(file.read_text())):
            print(f"{file.name}: /{'/'.join(map(str, error.absolute_path))}: {error.message}")
            faults += 1
    for file in files:
        for name in without_example(file):
            print(f"{file.name}: /programs/{name}: it can do harm and shows it in no example")
            faults += 1
    for case in REFUSED:
        if validator.is_valid(case):
            print(f"the schema lets pass: {json.dumps(case)}")
            faults += 1
    if len(files) < 10:
        print(f"only {len(files)} spec files in {FOLDER}")
        faults += 1
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
