# SPDX-License-Identifier: Apache-2.0
"""The results of `schedbench compare … -o json`, one run a file, and tables in Markdown."""

import dataclasses
import json
import pathlib
import re


@dataclasses.dataclass
class Run:
    """One strategy on one input."""

    row: str
    column: str
    name: str
    status: str
    stop: str
    cost: int | None
    bound: int
    seconds: float
    unplaced: int
    verified: bool
    items: int
    peak_mebibytes: float | None

    @property
    def proven(self):
        """Whether the packing is proven to be optimal, and right."""
        return self.status == "optimal" and self.verified

    @property
    def gap(self):
        """How far the cost may be above the optimum, or None where something is not placed."""
        if self.unplaced or self.cost is None or self.bound <= 0:
            return None
        return (self.cost - self.bound) / self.bound


def read_runs(folder):
    """All runs below FOLDER/row/column/name.json, in a natural order."""
    runs = []
    for path in sorted(pathlib.Path(folder).glob("*/*/*.json"), key=natural):
        document = json.loads(path.read_text())
        for entry in document["inputs"]:
            for run in entry["runs"]:
                bounds = [entry["lowerBound"]["cost"], run.get("bound", {}).get("cost", 0)]
                misfits = sum(group["count"] for group in entry["unplaceable"])
                runs.append(
                    Run(
                        row=path.parent.parent.name,
                        column=path.parent.name,
                        name=path.stem,
                        status=run["status"],
                        stop=run["stop"],
                        cost=run.get("cost"),
                        bound=max(bounds),
                        seconds=run.get("seconds", 0.0),
                        unplaced=run["unplaced"] - misfits,
                        verified=run.get("verified", False),
                        items=entry["items"],
                        peak_mebibytes=peak(path.with_suffix(".time")),
                    )
                )
    return runs


def peak(path):
    """The peak memory that GNU time measured, in MiB, or None."""
    if not path.exists():
        return None
    found = re.search(r"Maximum resident set size \(kbytes\): (\d+)", path.read_text())
    return int(found[1]) / 1024 if found else None


def natural(text):
    """A sort key by which 'n = 100' comes behind 'n = 25'."""
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", str(text))]


def unique(values):
    """The distinct values in their natural order."""
    return sorted(set(values), key=natural)


def markdown(header, rows):
    """A Markdown table, its first column to the left and the others to the right."""
    lines = ["| " + " | ".join(header) + " |", "|---" + "|---:" * (len(header) - 1) + "|"]
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def seconds(value):
    """A time as text, two digits that count."""
    return f"{value:.2f}" if value < 10 else f"{value:.0f}"
