#!/usr/bin/env bash
# Reproduces masknet-face: boxes for every picture, a network for each fold of the group photos, the table, the shipped network.
# Every step can be interrupted and run again: trainings resume from their last epoch.
#   tools/training/run_detector.sh [DATA]        DATA defaults to ../shared/data beside the project
#   FOLDS="0" tools/training/run_detector.sh     measures on fewer folds; the committed table is of fold 0 alone
set -euo pipefail
data=$(realpath "${1:-$(dirname "$0")/../../../shared/data}")
cd "$(dirname "$0")"
python=${PYTHON:-/usr/bin/python3}
folds=${FOLDS:-0 1 2 3 4}
export OMP_WAIT_POLICY=passive   # threads that wait shall not keep the views' worker from its core

[ -f work/cache.npz ] || $python sources.py --data "$data"
[ -d work/scenes ] || ../../maskml synth work/scenes --count 2 --scenes 40 --seed 7
[ -f work/faces.npz ] || $python face_sources.py --data "$data"

# The honest measure: each photo is judged by the network that has not seen its fold.
for fold in $folds; do
    $python train_face.py --name "face-fold-$fold" --leave-out "$fold" --resume
done
$python evaluate_face.py --folds face-fold-{} --only $folds --out "results/face-folds-${folds// /}"

# The shipped one goes on from the first fold's network, now with all photos.
first=${folds%% *}
$python train_face.py --name face-all --start "face-fold-$first" --set views=262144 --set rate=0.001 --set seed=12 --resume
$python export_face.py face-all --version 1.2.0
$python quantise_face.py work/masknet-face-float.onnx
