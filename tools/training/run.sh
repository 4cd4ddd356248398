#!/usr/bin/env bash
# Reproduces masknet from the three data sources: cache, leave-one-source-out table, shipped network.
# Every step can be interrupted and run again: trainings resume from their last epoch.
#   tools/training/run.sh [DATA]        DATA defaults to ../shared/data beside the project
set -euo pipefail
data=$(realpath "${1:-$(dirname "$0")/../../../shared/data}")
cd "$(dirname "$0")"
python=${PYTHON:-/usr/bin/python3}

[ -f work/cache.npz ] || $python sources.py --data "$data"

# One network per left-out source: they choose the recipe and are never shipped.
pids=()
for pair in no-12k=face-mask-12k no-4k=face-mask-4k no-group=group-photos; do
    $python train_masknet.py --name "${pair%%=*}" --leave-out "${pair#*=}" --resume &
    pids+=($!)
done
for pid in "${pids[@]}"; do wait "$pid"; done
$python evaluate.py --models no-12k no-4k no-group --out results/loso

# The shipped one.
$python train_masknet.py --name all --set epochs=60 --resume
$python evaluate.py --models all all all --seen --out results/all
$python export_masknet.py work/all/checkpoint.pt --version 1.0.0
