"""The listed mutants of the queue engine: one deliberate mistake each (`mistakes`).

`python3 mutants.py SOURCES` changes a *copy* of Sources/Queueing so that mistake number N is made while `activeMutant`
is N. The product's own sources know nothing of it. A text that no longer occurs exactly once is an error: the list has to
follow the engine. `python3 mutants.py --list` prints numbers and names, `--check SOURCES` says whether all fit.
"""
import pathlib
import shutil
import sys
import tempfile

sys.dont_write_bytecode = True

from mistakes import MISTAKES  # noqa: E402

SWITCH = """/// Which of the listed mistakes is made; none at 0. Set once before anything runs.
package nonisolated(unsafe) var activeMutant = 0
"""


def replace_once(root, path, old, new, name):
    file = root / path
    text = file.read_text()
    if text.count(old) != 1:
        sys.exit(f"mutant '{name}': its text occurs {text.count(old)} times in {path}")
    file.write_text(text.replace(old, new))


def main():
    if sys.argv[1:] == ["--list"]:
        for number, name, _ in MISTAKES:
            print(f"{number}\t{name}")
        return
    if sys.argv[1:2] == ["--check"]:
        # A change of the engine that a mistake no longer fits is told before anything is built.
        with tempfile.TemporaryDirectory() as name:
            make(pathlib.Path(shutil.copytree(sys.argv[2], name, dirs_exist_ok=True)))
        return
    make(pathlib.Path(sys.argv[1]))


def make(root):
    for number, name, edits in MISTAKES:
        for path, old, new in edits:
            replace_once(root, path, old, new.replace("MUTANT", f"(activeMutant == {number})"), name)
    (root / "Mutants.swift").write_text(SWITCH)


if __name__ == "__main__":
    main()
