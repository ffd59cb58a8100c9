#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prints what a study proved, as tables in Markdown.

    table.py FOLDER [--known CSV]

FOLDER holds row/column/name.json, each a result of `schedbench compare -o json`. CSV holds the
known values of the instances, as in the public data of the studies.
"""

import argparse
import csv
import statistics
import sys

from results import markdown, natural, read_runs, seconds, unique

WITHIN = [0.1, 1, 10, 60]


def main():
    parser = argparse.ArgumentParser(description="Prints what a study proved.")
    parser.add_argument("folder")
    parser.add_argument("--known", metavar="CSV")
    arguments = parser.parse_args()
    runs = read_runs(arguments.folder)
    if not runs:
        sys.exit(f"{arguments.folder}: holds no results yet")
    print_cells(runs)
    print_profile(runs)
    print_memory(runs)
    if arguments.known:
        print_known(runs, read_known(arguments.known))
    print_unproven(runs)
    print_defects(runs)


def print_cells(runs):
    print("Proven of all, median and maximum seconds:\n")
    columns = unique(run.column for run in runs)
    if columns_differ_by_row(runs):
        header, rows = ["", "size", "proven"], []
        for row in unique(run.row for run in runs):
            for column in unique(run.column for run in runs if run.row == row):
                rows.append([row, column, cell(select(runs, row, column))])
    else:
        header = ["", *columns, "all"]
        rows = [
            [row, *(cell(select(runs, row, column)) for column in columns), cell(select(runs, row))]
            for row in unique(run.row for run in runs)
        ]
        rows.append(["all", *(cell(select(runs, None, column)) for column in columns), cell(runs)])
    print(markdown(header, rows))


def columns_differ_by_row(runs):
    """Whether so many columns are not shared by the rows that a grid would be mostly empty."""
    columns = {run.column for run in runs}
    return len(columns) > 8 or (
        len({(run.row, run.column) for run in runs}) * 2
        < len(columns) * len({run.row for run in runs})
    )


def select(runs, row=None, column=None):
    return [
        run
        for run in runs
        if (row is None or run.row == row) and (column is None or run.column == column)
    ]


def cell(runs):
    if not runs:
        return ""
    times = [run.seconds for run in runs]
    proven = sum(run.proven for run in runs)
    return f"{proven}/{len(runs)}, {seconds(statistics.median(times))}, {seconds(max(times))}"


def print_profile(runs):
    print("Proven within so many seconds:\n")
    counts = [sum(run.proven and run.seconds <= limit for run in runs) for limit in WITHIN]
    print(
        markdown(
            ["", *(f"{limit} s" for limit in WITHIN), "at all", "of"],
            [["instances", *counts, sum(run.proven for run in runs), len(runs)]],
        )
    )


def print_memory(runs):
    measured = [run for run in runs if run.peak_mebibytes is not None]
    if not measured:
        return
    print("Time and memory at the peak of the whole command:\n")
    print(
        markdown(
            ["", "size", "items", "seconds", "gap", "MiB"],
            [
                [
                    run.row,
                    run.column,
                    f"{run.items:,}",
                    seconds(run.seconds),
                    percent(run.gap, 4),
                    f"{run.peak_mebibytes:.0f}",
                ]
                for run in measured
            ],
        )
    )


def print_unproven(runs):
    unproven = [run for run in runs if not run.proven]
    if not unproven:
        print("Everything is proven.\n")
        return
    print("Not proven:\n")
    print(
        markdown(
            ["instance", "size", "name", "bound", "found", "gap", "unplaced", "seconds", "end"],
            [
                [
                    run.row,
                    run.column,
                    run.name,
                    run.bound,
                    "none" if run.cost is None else run.cost,
                    percent(run.gap),
                    run.unplaced,
                    seconds(run.seconds),
                    run.stop,
                ]
                for run in unproven
            ],
        )
    )


def print_defects(runs):
    for run in runs:
        if run.cost is not None and not run.verified:
            print(f"Wrong packing: {run.row}, {run.column}, {run.name}\n")


def percent(value, decimals=2):
    return "" if value is None else f"{100 * value:.{decimals}f} %"


def read_known(path):
    """Known (lower bound, optimum or None) by the name of a row and of an instance."""
    known = {}
    with open(path, newline="") as file:
        for line in csv.DictReader(file):
            if "optimum_or_-1" in line:
                benchmark, group, name = line["file"].removesuffix(".vbp").split("/")
                optimum = int(line["optimum_or_-1"])
                row = f"{benchmark} {group}"
            else:
                row, name = None, line["instance"]
                optimum = int(line["upper_bound"]) if line["proven_optimal"] == "1" else -1
            known[row, name] = (int(line["lower_bound"]), optimum if optimum >= 0 else None)
    return known


def print_known(runs, known):
    print("Beside published values:\n")
    pairs = []
    for run in runs:
        value = known.get((run.row, run.name), known.get((None, run.name)))
        if value is not None:
            pairs.append((run, *value))
    rows = []
    for row in [*unique(run.row for run, _, _ in pairs), None]:
        chosen = [pair for pair in pairs if row is None or pair[0].row == row]
        with_optimum = [(run, best) for run, _, best in chosen if best is not None]
        new = [run for run, _, best in chosen if best is None]
        gaps = [run.cost / best - 1 for run, best in with_optimum if run.cost and not run.unplaced]
        rows.append(
            [
                row or "all",
                len(with_optimum),
                sum(run.cost == best and not run.unplaced for run, best in with_optimum),
                sum(run.proven for run, _ in with_optimum),
                percent(statistics.mean(gaps)) if gaps else "",
                len(new),
                sum(run.proven for run in new),
            ]
        )
    print(
        markdown(
            ["", "optimum known", "reached", "proven", "mean gap", "not known", "now proven"], rows
        )
    )
    for run, low, best in sorted(pairs, key=lambda pair: natural(pair[0].name)):
        high = run.cost if run.cost is not None and not run.unplaced else None
        if (high is not None and high < low) or (best is not None and run.bound > best):
            print(
                f"Contradicts what is published: {run.row}, {run.name}: bound {run.bound}, found "
                f"{high}; published bound {low}, optimum {best}\n"
            )
        elif best is not None and high is not None and (high < best or run.proven and high > best):
            print(f"Published optimum of {best} against {high}: {run.row}, {run.name}\n")


if __name__ == "__main__":
    main()
