#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes a cluster whose pods may not share nodes as they like, as tables of pods and nodes.

    cluster.py PODS NODES RULES SHAPES COUNT TYPES SEED

RULES: none; limits, 30 % of the shapes once on a node; groups, anti-affinity groups of 5 to 20
shapes, none of which meets another pod of its group; both; binding, groups with nearly as many
pods as there are nodes, and a fifth of the shapes on most nodes. A fifth of the shapes have most
of the COUNT pods; of the others there are 1 to 5. SEED makes the same cluster again.
"""

import random
import sys

# Millicores, MiB, price; what the system takes is gone already.
NODES = [
    (15_680, 62_260, 100),
    (31_360, 124_519, 190),
    (7_840, 62_260, 66),
    (62_720, 249_037, 370),
    (15_680, 124_519, 131),
]
CORES = [50, 100, 100, 200, 250, 250, 500, 500, 1_000, 1_000, 2_000, 2_000, 4_000, 7_500]
MIB_PER_CORE = [1_024, 2_048, 2_048, 4_096, 4_096, 4_096, 8_192]


def main():
    if len(sys.argv) != 8:
        sys.exit(__doc__.strip())
    pods_path, nodes_path, rules = sys.argv[1:4]
    shapes, count, types, seed = map(int, sys.argv[4:])
    draw = random.Random(f"{rules} {shapes} {count} {types} {seed}")
    rows = pods(draw, shapes, count)
    add_rules(draw, rows, rules)
    with open(pods_path, "w") as file:
        file.write("name,count,cpu,memory,max_per_node,anti_affinity_group\n")
        for index, row in enumerate(rows):
            file.write(
                f"app-{index + 1},{row['count']},{row['cpu']}m,{row['memory']}Mi,"
                f"{row.get('most', '')},{row.get('group', '')}\n"
            )
    with open(nodes_path, "w") as file:
        file.write("name,cpu,memory,cost\n")
        for index, (cpu, memory, cost) in enumerate(NODES[:types]):
            file.write(f"type-{index + 1},{cpu}m,{memory}Mi,{cost}\n")


def pods(draw, shapes, count):
    rows = []
    head = max(1, shapes // 5)
    harmonic = sum(1 / (place + 1) for place in range(head))
    for place in range(shapes):
        cpu = draw.choice(CORES)
        if draw.random() < 0.3:
            cpu += 10 * draw.randrange(30)
        memory = max(32, cpu * draw.choice(MIB_PER_CORE) // 1_000)
        memory = memory * draw.randrange(70, 130) // 100 if draw.random() < 0.5 else memory
        amount = draw.randint(1, 5)
        if place < head:
            amount = max(1, int((count - 3 * shapes) / harmonic / (place + 1)))
        rows.append({"cpu": cpu, "memory": memory, "count": amount})
    return rows


def add_rules(draw, rows, rules):
    # Of the shapes with most pods, a rule for each node would decide how many nodes there are.
    some = list(range(len(rows) // 10, len(rows)))
    draw.shuffle(some)
    nodes = sum(row["cpu"] * row["count"] for row in rows) / NODES[0][0]
    if rules in ("groups", "both", "binding"):
        for number in range(max(2, len(rows) // 25)):
            group = [some.pop() for _ in range(min(len(some), draw.randint(5, 20)))]
            for index in group:
                rows[index]["group"] = f"group-{number + 1}"
                if rules == "binding":
                    share = draw.uniform(0.5, 1.5) / len(group)
                    rows[index]["count"] = max(1, int(0.9 * nodes * share))
    if rules in ("limits", "both", "binding"):
        for index in some[: len(rows) * (2 if rules == "binding" else 3) // 10]:
            rows[index]["most"] = 1
            if rules == "binding":
                rows[index]["count"] = max(1, int(nodes * draw.uniform(0.3, 1)))


if __name__ == "__main__":
    main()
