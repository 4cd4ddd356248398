#!/usr/bin/env bash
# Reproduces masknet-face: boxes for every picture, training without group photos, five folds of them, the table, the shipped network.
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

# What folders, drawn scenes and drawn backgrounds can teach: the same start for every fold.
$python train_face.py --name face-pre --no-groups --set views=49152 --resume

first=(--set group=0.75 --set empty=0.08)
more=(--set group=0.75 --set empty=0.15)
# The honest measure: each photo is judged by the network that has not seen its fold. Shorter than the shipped one's training.
for fold in $folds; do
    $python train_face.py --name "face-fold-$fold" --leave-out "$fold" --start face-pre --set views=40960 "${first[@]}" --resume
    $python train_face.py --name "face-fold-$fold-2" --leave-out "$fold" --start "face-fold-$fold" --set views=32768 --set rate=0.001 --set seed=2 "${more[@]}" --resume
    $python train_face.py --name "face-fold-$fold-3" --leave-out "$fold" --start "face-fold-$fold-2" --set views=28672 --set rate=0.0008 --set seed=3 "${more[@]}" --resume
    $python train_face.py --name "face-fold-$fold-4" --leave-out "$fold" --start "face-fold-$fold-3" --set views=90112 --set rate=0.0012 --set seed=5 "${more[@]}" --resume
done
$python evaluate_face.py --folds face-fold-{}-4 --only $folds --out "results/face-folds-${folds// /}"

# The shipped one, with all photos.
$python train_face.py --name face-all --start face-pre --set views=98304 "${first[@]}" --resume
$python train_face.py --name face-all-2 --start face-all --set views=28672 --set rate=0.001 --set seed=2 "${more[@]}" --resume
$python train_face.py --name face-all-3 --start face-all-2 --set views=28672 --set rate=0.0008 --set seed=3 "${more[@]}" --resume
$python train_face.py --name face-all-4 --start face-all-3 --set views=24576 --set rate=0.0007 --set seed=4 "${more[@]}" --resume
$python train_face.py --name face-all-5 --start face-all-4 --set views=90112 --set rate=0.0012 --set seed=5 "${more[@]}" --resume
$python export_face.py face-all-5 --version 1.1.0
