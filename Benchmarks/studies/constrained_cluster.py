#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes a cluster whose pods have constraints of all kinds, as kubectl would print it.

    Benchmarks/studies/constrained_cluster.py [--nodes 120] [--pods 1000] [--seed 1] > cluster.json
    schedbench compare cluster.json --strategies kube-scheduler,local-search,ilp

Nodes lie in three zones, a few are tainted, some have disks or GPUs. Pods come in groups of equal
ones; groups have node selectors, tolerations, required and preferred node affinity, required
spreading over zones, preferred spreading over hosts, required and preferred anti-affinity,
affinity to another group, and ports of the node. The same seed gives the same bytes.
"""

import argparse
import json
import random
import sys


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--nodes", type=int, default=120)
    parser.add_argument("--pods", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    draw = random.Random(options.seed)
    items = [node(draw, index) for index in range(options.nodes)]
    count, group = 0, 0
    while count < options.pods:
        size = min(draw.choice([1, 2, 3, 5, 8, 13, 20, 30]), options.pods - count)
        items += pods(draw, group, size)
        count += size
        group += 1
    json.dump({"apiVersion": "v1", "kind": "List", "items": items}, sys.stdout, indent=1)


def node(draw, index):
    cpu, memory = draw.choice([(8, 32), (16, 64), (16, 128), (32, 128)])
    zone = "abc"[index % 3]
    labels = {
        "kubernetes.io/hostname": f"node-{index}",
        "topology.kubernetes.io/zone": zone,
        "disk": draw.choice(["ssd", "ssd", "hdd"]),
    }
    resources = {"cpu": str(cpu), "memory": f"{memory}Gi", "pods": "110"}
    spec = {}
    if index % 10 == 9:
        resources["nvidia.com/gpu"] = "4"
        labels["gpu"] = "yes"
        spec["taints"] = [{"key": "gpu", "value": "yes", "effect": "NoSchedule"}]
    elif index % 17 == 3:
        spec["taints"] = [{"key": "old", "effect": "PreferNoSchedule"}]
    return {
        "apiVersion": "v1", "kind": "Node",
        "metadata": {"name": f"node-{index}", "labels": labels}, "spec": spec,
        "status": {"capacity": resources, "allocatable": resources},
    }


def selector(group):
    return {"matchLabels": {"app": f"app-{group}"}}


def pods(draw, group, size):
    requests = {
        "cpu": f"{draw.choice([100, 250, 500, 750, 1000, 1500, 2000, 3000, 4000])}m",
        "memory": f"{draw.choice([128, 256, 512, 1024, 2048, 3072, 4096, 8192])}Mi",
    }
    container = {"name": "main", "image": f"registry.example/app-{group}:1",
                 "resources": {"requests": requests}}
    spec = {"containers": [container]}
    affinity = {}

    def some(percent):
        return draw.random() * 100 < percent

    if some(8):
        requests["nvidia.com/gpu"] = "1"
        spec["tolerations"] = [{"key": "gpu", "operator": "Exists", "effect": "NoSchedule"}]
    if some(20):
        spec["nodeSelector"] = {"disk": "ssd"}
    if some(15):
        affinity.setdefault("nodeAffinity", {})["requiredDuringSchedulingIgnoredDuringExecution"] = {
            "nodeSelectorTerms": [{"matchExpressions": [{
                "key": "topology.kubernetes.io/zone", "operator": "In",
                "values": sorted(draw.sample(["a", "b", "c"], 2))}]}]}
    if some(15):
        affinity.setdefault("nodeAffinity", {})["preferredDuringSchedulingIgnoredDuringExecution"] = [{
            "weight": 20, "preference": {"matchExpressions": [{
                "key": "disk", "operator": "In", "values": ["hdd"]}]}}]
    term = {"labelSelector": selector(group), "topologyKey": "kubernetes.io/hostname"}
    if some(15):
        affinity["podAntiAffinity"] = {"requiredDuringSchedulingIgnoredDuringExecution": [term]}
    elif some(15):
        affinity["podAntiAffinity"] = {"preferredDuringSchedulingIgnoredDuringExecution": [
            {"weight": 50, "podAffinityTerm": term}]}
    if group > 3 and some(8):
        affinity["podAffinity"] = {"requiredDuringSchedulingIgnoredDuringExecution": [{
            "labelSelector": selector(draw.randrange(group)),
            "topologyKey": "topology.kubernetes.io/zone"}]}
    constraints = []
    if some(25):
        constraints.append({"maxSkew": draw.choice([1, 2]), "whenUnsatisfiable": "DoNotSchedule",
                            "topologyKey": "topology.kubernetes.io/zone",
                            "labelSelector": selector(group)})
    if some(20):
        constraints.append({"maxSkew": 1, "whenUnsatisfiable": "ScheduleAnyway",
                            "topologyKey": "kubernetes.io/hostname",
                            "labelSelector": selector(group)})
    if constraints:
        spec["topologySpreadConstraints"] = constraints
    if affinity:
        spec["affinity"] = affinity
    if some(5):
        container["ports"] = [{"containerPort": 80, "hostPort": 8000 + group}]
    return [
        {"apiVersion": "v1", "kind": "Pod",
         "metadata": {"name": f"app-{group}-{index}", "namespace": "default",
                      "labels": {"app": f"app-{group}"}}, "spec": spec}
        for index in range(size)
    ]


if __name__ == "__main__":
    main()
