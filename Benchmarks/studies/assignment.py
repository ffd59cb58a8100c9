# SPDX-License-Identifier: Apache-2.0
"""Vector bin packing by the assignment model, for solvers of others.

Both solvers get the same: the fewest bins of thirteen greedy rules, the bound by each resource,
bins in order (bin b is used only if bin b - 1 is), no item in a bin behind its own number, and
the greedy packing to start from.
"""

import importlib
import itertools
import math
import pathlib
import time


class Instance:
    """Items, largest first, and one kind of bin."""

    def __init__(self, path):
        numbers = [int(word) for word in pathlib.Path(path).read_text().split()]
        dimensions = numbers[0]
        self.capacity = numbers[1 : 1 + dimensions]
        rows = itertools.batched if hasattr(itertools, "batched") else batched
        self.items = []
        for *size, demand in rows(numbers[2 + dimensions :], dimensions + 1):
            self.items += [tuple(max(0, value) for value in size)] * demand
        self.items.sort(key=lambda item: (-sum(self.shares(item)), item))

    def shares(self, item):
        """What an item takes of a bin, by resource."""
        return [size / max(1, most) for size, most in zip(item, self.capacity)]

    def bound(self):
        """The bins that the scarcest resource needs."""
        totals = [sum(sizes) for sizes in zip(*self.items)]
        return max(-(-total // most) for total, most in zip(totals, self.capacity) if most)

    def greedy(self):
        """The best of thirteen greedy packings, as the bin of each item in canonical numbers."""
        keys = [
            lambda shares: 0,
            sum,
            max,
            lambda shares: sum(share**2 for share in shares),
            lambda shares: product(shares),
        ]
        packings = [self.item_centric(key, fullest) for key in keys for fullest in (False, True)]
        packings += [self.bin_centric(rule) for rule in range(3)]
        return canonical(min(packings, key=lambda packing: len(set(packing))))

    def item_centric(self, key, fullest):
        """First fit or best fit in decreasing order of a key."""
        order = sorted(range(len(self.items)), key=lambda i: (-key(self.shares(self.items[i])), i))
        free, packing = [], [0] * len(self.items)
        for item in order:
            size = self.items[item]
            fits = [b for b, left in enumerate(free) if all(s <= f for s, f in zip(size, left))]
            if fits and fullest:
                chosen = min(fits, key=lambda b: (sum(self.shares(free[b])), b))
            elif fits:
                chosen = fits[0]
            else:
                chosen = len(free)
                free.append(list(self.capacity))
            free[chosen] = [f - s for f, s in zip(free[chosen], size)]
            packing[item] = chosen
        return packing

    def bin_centric(self, rule):
        """One bin after the other, by a dot product of demand and what is free."""
        shares = [self.shares(item) for item in self.items]
        left, packing, number = set(range(len(self.items))), [0] * len(self.items), 0
        while left:
            weights = [sum(shares[i][d] for i in left) for d in range(len(self.capacity))]
            free = list(self.capacity)
            while True:
                room = self.shares(free)
                best = None
                for item in left:
                    if any(s > f for s, f in zip(self.items[item], free)):
                        continue
                    if rule == 2:
                        score = -sum((r - s) ** 2 for r, s in zip(room, shares[item]))
                    else:
                        score = sum(
                            (w if rule == 0 else 1) * s * r
                            for w, s, r in zip(weights, shares[item], room)
                        )
                    if best is None or (score, -item) > best:
                        best = (score, -item)
                if best is None:
                    break
                item = -best[1]
                left.remove(item)
                packing[item] = number
                free = [f - s for f, s in zip(free, self.items[item])]
            number += 1
        return packing

    def is_packing(self, packing):
        """Whether no bin holds more than it can."""
        loads = {}
        for item, chosen in enumerate(packing):
            load = loads.get(chosen, [0] * len(self.capacity))
            loads[chosen] = [a + b for a, b in zip(load, self.items[item])]
        return len(packing) == len(self.items) and all(
            value <= most for load in loads.values() for value, most in zip(load, self.capacity)
        )


def batched(values, size):
    """The values in tuples of one size."""
    return (tuple(values[start : start + size]) for start in range(0, len(values), size))


def product(values):
    result = 1.0
    for value in values:
        result *= value
    return result


def canonical(packing):
    """Numbers the bins in the order of their first items, so that none is behind its item."""
    numbers = {}
    return [numbers.setdefault(chosen, len(numbers)) for chosen in packing]


def solve(path, solver, limit, threads):
    """Solves one instance; the time counts from the greedy rules on, without loading packages."""
    run, package = SOLVERS[solver]
    importlib.import_module(package)
    instance = Instance(path)
    start = time.perf_counter()
    packing, bound = instance.greedy(), instance.bound()
    answer = {"version": "", "bound": bound, "end": "the greedy packing meets the bound"}
    if max(packing) + 1 > bound:
        left = max(0.01, limit - (time.perf_counter() - start))
        found = run(instance, packing, bound, time.perf_counter() + left, threads)
        answer |= {key: found[key] for key in ("version", "end")}
        answer["bound"] = max(bound, found["bound"])
        if found["packing"] is not None and instance.is_packing(found["packing"]):
            packing = min(packing, found["packing"], key=lambda other: len(set(other)))
    answer["bins"] = len(set(packing))
    answer["proven"] = answer["bins"] <= answer["bound"]
    answer["seconds"] = time.perf_counter() - start
    return answer


def solve_cp_sat(instance, packing, bound, deadline, threads):
    """OR-Tools' CP-SAT."""
    import ortools
    from ortools.sat.python import cp_model

    bins = max(packing) + 1
    model = cp_model.CpModel()
    used = [model.new_bool_var("") for _ in range(bins)]
    inside = {
        (i, b): model.new_bool_var("")
        for i in range(len(instance.items))
        for b in range(min(bins, i + 1))
    }
    for i in range(len(instance.items)):
        model.add_exactly_one(inside[i, b] for b in range(min(bins, i + 1)))
    for b in range(bins):
        for d, most in enumerate(instance.capacity):
            model.add(
                sum(instance.items[i][d] * inside[i, b] for i in range(b, len(instance.items)))
                <= most * used[b]
            )
        if b + 1 < bins:
            model.add_implication(used[b + 1], used[b])
        if b < bound:
            model.add(used[b] == 1)
    for (i, b), variable in inside.items():
        model.add_implication(variable, used[b])
        model.add_hint(variable, packing[i] == b)
    for variable in used:
        model.add_hint(variable, 1)
    model.minimize(sum(used))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = threads
    solver.parameters.max_time_in_seconds = max(0.01, deadline - time.perf_counter())
    status = solver.solve(model)
    found = None
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        found = [
            next(b for b in range(min(bins, i + 1)) if solver.boolean_value(inside[i, b]))
            for i in range(len(instance.items))
        ]
    return {
        "version": ortools.__version__,
        "end": solver.status_name(status),
        "bound": round_up(solver.best_objective_bound),
        "packing": found,
    }


def solve_highs(instance, packing, bound, deadline, threads):
    """HiGHS' branch and cut."""
    import highspy
    import numpy

    bins, items = max(packing) + 1, instance.items
    # The columns: used[b], then inside[i, b] for every item and each bin it may be in.
    first, columns = [], bins
    for i in range(len(items)):
        first.append(columns)
        columns += min(bins, i + 1)
    rows, lower, upper = [], [], []

    def add(low, high, entries):
        rows.append(entries)
        lower.append(low)
        upper.append(high)

    for i in range(len(items)):
        add(1, 1, [(first[i] + b, 1) for b in range(min(bins, i + 1))])
        for b in range(min(bins, i + 1)):
            add(-highspy.kHighsInf, 0, [(first[i] + b, 1), (b, -1)])
    for b in range(bins):
        for d, most in enumerate(instance.capacity):
            entries = [(first[i] + b, items[i][d]) for i in range(b, len(items)) if items[i][d]]
            add(-highspy.kHighsInf, 0, [*entries, (b, -most)])
        if b + 1 < bins:
            add(0, highspy.kHighsInf, [(b, 1), (b + 1, -1)])

    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = columns, len(rows)
    model.col_cost_ = numpy.array([1.0] * bins + [0.0] * (columns - bins))
    model.col_lower_ = numpy.array([1.0 * (column < bound) for column in range(columns)])
    model.col_upper_ = numpy.ones(columns)
    model.row_lower_ = numpy.array(lower, dtype=float)
    model.row_upper_ = numpy.array(upper, dtype=float)
    model.integrality_ = [highspy.HighsVarType.kInteger] * columns
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = numpy.cumsum([0, *map(len, rows)])
    model.a_matrix_.index_ = numpy.array([c for row in rows for c, _ in row])
    model.a_matrix_.value_ = numpy.array([v for row in rows for _, v in row], dtype=float)

    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", threads)
    highs.passModel(model)
    values = numpy.zeros(columns)
    values[:bins] = 1
    for i, b in enumerate(packing):
        values[first[i] + b] = 1
    begin = highspy.HighsSolution()
    begin.col_value = list(values)
    highs.setSolution(begin)
    highs.setOptionValue("time_limit", max(0.01, deadline - time.perf_counter()))
    highs.run()
    solution = highs.getSolution().col_value
    found = None
    if len(solution) == columns:
        found = [
            max(range(min(bins, i + 1)), key=lambda b: solution[first[i] + b])
            for i in range(len(items))
        ]
    return {
        "version": highs.version(),
        "end": highs.modelStatusToString(highs.getModelStatus()),
        "bound": round_up(highs.getInfo().mip_dual_bound),
        "packing": found,
    }


def round_up(bound):
    """The whole number of bins that a bound in floating point says, leniently; 0 if it is none."""
    return math.ceil(bound - 1e-6) if abs(bound) < 1e9 else 0


SOLVERS = {
    "cp-sat": (solve_cp_sat, "ortools.sat.python.cp_model"),
    "highs": (solve_highs, "highspy"),
}
