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
# Three stages: from random weights, then twice more with views around what the stage before took for faces.
further() {   # NAME START VIEWS RATE SEED HARD... [--leave-out FOLD]
    $python train_face.py --name "$1" --start "$2" --set views="$3" --set rate="$4" --set seed="$5" --resume --hard "${@:6}"
}
mine() {
    [ -f "work/$1/hard.npz" ] || $python face_mine.py --model "$1"
}
for fold in $folds; do
    name=face-fold-$fold
    $python train_face.py --name "$name" --leave-out "$fold" --resume
    mine "$name"
    further "$name-2" "$name" 425984 0.0012 13 "$name" --leave-out "$fold"
    mine "$name-2"
    further "$name-3" "$name-2" 172032 0.0008 15 "$name-2" "$name" --leave-out "$fold"
done
$python evaluate_face.py --folds face-fold-{}-3 --only $folds --out "results/face-folds-${folds// /}"

# The shipped one takes the place of the last stage of the first fold's network: longer, and with all photos.
first=face-fold-${folds%% *}
further face-all "$first-2" 393216 0.0012 14 "$first-2" "$first"
$python export_face.py face-all --version 1.3.0
$python quantise_face.py work/masknet-face-float.onnx
