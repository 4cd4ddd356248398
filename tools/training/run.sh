#!/usr/bin/env bash
# Reproduces masknet from the three data sources: cache, leave-one-source-out table, shipped network.
# Every step can be interrupted and run again: trainings resume from their last epoch.
#   tools/training/run.sh [DATA]        DATA defaults to ../shared/data beside the project
set -euo pipefail
data=$(realpath "${1:-$(dirname "$0")/../../../shared/data}")
cd "$(dirname "$0")"
python=${PYTHON:-/usr/bin/python3}
export OMP_WAIT_POLICY=passive   # threads that wait shall not keep the views' worker from its core

# Drawn faces: no source of the shipped network, but there for --set synthetic=1.
[ -d work/drawn ] || ../../maskml synth work/drawn --count 6000 --seed 7001
[ -f work/cache.npz ] || $python -m common.pictures --data "$data"

# Three stages: full strength from scratch, then twice ten epochs at full size with fewer drawn masks.
later=(--set epochs=10 --set small_until=0 --set drawn=0.25 --set rate=0.0012 --set clean_at=0 --set warmup=0.03)
train() {   # NAME EPOCHS [--leave-out SOURCE]
    local name=$1 epochs=$2
    shift 2
    $python -m backbone.train --name "$name" --set epochs="$epochs" --resume "$@"
    $python -m backbone.train --name "$name-2" --start "$name" --set seed=2 "${later[@]}" --resume "$@"
    $python -m backbone.train --name "$name-3" --start "$name-2" --set seed=3 "${later[@]}" --resume "$@"
}

# One network per left-out source: they choose the recipe and are never shipped.
train no-12k 20 --leave-out face-mask-12k
train no-4k 20 --leave-out face-mask-4k
train no-group 20 --leave-out group-photos
# The other half of the group photos: what never saw them goes on with one half, and is judged on the other.
for half in 0 1; do
    $python -m backbone.train --name "half-$half" --start no-group-3 --set seed=4 "${later[@]}" --resume --leave-out "group-photos/$half"
done
$python -m backbone.evaluate --models no-12k-3 no-4k-3 no-group-3 --halves half-0 half-1 --out results/loso

# The shipped one.
train all 30
$python -m backbone.evaluate --models all-3 all-3 all-3 --seen --out results/seen
$python -m backbone.export work/all-3/checkpoint.pt --version 1.1.0
$python -m backbone.quantise ../../data/models/masknet-float.onnx --out ../../data/models/masknet.onnx
$python -m backbone.evaluate_test_split --model all-3 --data "$data" --out results/face-mask-12k-test.json
