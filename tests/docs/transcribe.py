#!/usr/bin/env python3
"""Runs the transcripts of a guide and says where the page is no longer true.

transcribe.py PAGE GAVEL STAGE [--write]

A page holds files and transcripts as fenced blocks. `<!-- file: NAME -->` on the line before a block
writes it into the stage; a `console` block is run: each line that begins with "$ " is a command,
what follows is what it prints, its exit code in a last line "[1]" when it is not 0. With --write the
page gets what really was printed; without it any difference is an error.
"""

import difflib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

FENCE = re.compile(r"(?:<!-- file: (?P<file>\S+) -->\n)?```(?P<kind>\w*)\n(?P<body>.*?)```", re.S)
HOME = "/home/dev"


def prepare(stage: Path) -> tuple[Path, dict[str, str]]:
    """A home and a repository of their own, and an environment that knows nothing else."""
    shutil.rmtree(stage, ignore_errors=True)
    home = stage / "home"
    shop = home / "shop"
    shop.mkdir(parents=True)
    environment = {
        "HOME": str(home),
        "PATH": os.environ["PATH"],
        "XDG_RUNTIME_DIR": str(stage / "run"),
        "LANG": "C.UTF-8",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "dev", "GIT_AUTHOR_EMAIL": "dev@example.com",
        "GIT_COMMITTER_NAME": "dev", "GIT_COMMITTER_EMAIL": "dev@example.com",
    }
    (stage / "run").mkdir(mode=0o700)
    for name in ("package.json", "pnpm-lock.yaml", "alembic.ini", "Makefile"):
        (shop / name).write_text("{}\n" if name.endswith("json") else "")
    for folder in ("src", "infra", "vendor"):
        (shop / folder).mkdir()
    commands = (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-q", "-m", "start"],
                ["remote", "add", "origin", "git@github.com:example/shop.git"])
    for command in commands:
        subprocess.run(["git", *command], cwd=shop, env=environment, check=True)
    return shop, environment


class Stage:
    def __init__(self, gavel: Path, stage: Path):
        self.folder, self.environment = prepare(stage)
        self.home = self.environment["HOME"]
        bin_folder = stage / "bin"
        bin_folder.mkdir()
        (bin_folder / "gavel").symlink_to(gavel.resolve())
        self.environment["PATH"] = f"{bin_folder}:{self.environment['PATH']}"

    def write(self, name: str, text: str) -> None:
        path = Path(name.replace("~", self.home)) if name.startswith("~") else self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def run(self, command: str) -> str:
        done = subprocess.run(["bash", "-c", command], cwd=self.folder, env=self.environment,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60)
        out = done.stdout.replace(self.home, HOME)
        if out and not out.endswith("\n"):
            out += "\n"
        return out + (f"[{done.returncode}]\n" if done.returncode else "")

    def transcript(self, body: str) -> str:
        commands = [line[2:] for line in body.splitlines() if line.startswith("$ ")]
        return "".join(f"$ {command}\n{self.run(command)}" for command in commands)


def transcribe(page: str, stage: Stage) -> str:
    def block(match: re.Match) -> str:
        text = match.group(0)
        if match["file"]:
            stage.write(match["file"], match["body"])
        elif match["kind"] == "console":
            return text.replace(match["body"], stage.transcript(match["body"]))
        return text

    return FENCE.sub(block, page)


def main() -> int:
    page, gavel, folder = (Path(argument) for argument in sys.argv[1:4])
    before = page.read_text()
    after = transcribe(before, Stage(gavel, folder.resolve()))
    if "--write" in sys.argv:
        page.write_text(after)
        return 0
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), str(page), "as it is", lineterm="")
    difference = "\n".join(lines)
    print(difference)
    return 1 if difference else 0


if __name__ == "__main__":
    sys.exit(main())
