#!/usr/bin/env bash
# Reproduces masknet-face: boxes for every picture, training without group photos, five folds of them, the table, the shipped network.
# Every step can be interrupted and run again: trainings resume from their last epoch.
#   tools/training/run_detector.sh [DATA]        DATA defaults to ../shared/data beside the project
set -euo pipefail
data=$(realpath "${1:-$(dirname "$0")/../../../shared/data}")
cd "$(dirname "$0")"
python=${PYTHON:-/usr/bin/python3}
export OMP_WAIT_POLICY=passive   # threads that wait shall not keep the views' worker from its core

[ -f work/cache.npz ] || $python sources.py --data "$data"
[ -d work/scenes ] || ../../maskml synth work/scenes --count 2 --scenes 40 --seed 7
[ -f work/faces.npz ] || $python face_sources.py --data "$data"

# What folders, drawn scenes and drawn backgrounds can teach: the same start for every fold.
$python train_face.py --name face-pre --no-groups --set views=49152 --resume

# The honest measure: each photo is judged by the network that has not seen its fold. Shorter than the shipped one's training.
later=(--start face-pre --set group=0.75 --set empty=0.08)
for fold in 0 1 2 3 4; do
    $python train_face.py --name "face-fold-$fold" --leave-out "$fold" --set views=40960 "${later[@]}" --resume
done
$python evaluate_face.py --folds face-fold --out results/face-folds

# The shipped one, with all photos.
$python train_face.py --name face-all --set views=98304 "${later[@]}" --resume
$python export_face.py face-all --measured results/face-folds.json --version 1.0.0
