#!/usr/bin/env bash
# Trains masknet 2 from the labelled sources: cache, leave-one-source-out table, shipped network.
# Every step can be interrupted and run again: trainings resume from their last epoch.
#   tools/training/run.sh [DATA]        DATA defaults to ../shared/data beside the project
set -euo pipefail
data=$(realpath "${1:-$(dirname "$0")/../../../shared/data}")
cd "$(dirname "$0")"
python=${PYTHON:-/usr/bin/python3}
export OMP_WAIT_POLICY=passive   # waiting threads must not occupy the core of the worker that makes views

[ -d work/drawn ] || ../../maskml synth work/drawn --count 2000 --seed 7001
[ -f work/cache.npz ] || $python sources.py --data "$data"

# masknet 2 starts from the weights of masknet 1.2.0, which has seen face-mask-12k, face-mask-4k and group-photos.
start=work/masknet-1.2.0.onnx
if [ ! -f $start ]; then
    git show 65dbacb:data/models/masknet-float.onnx > $start
fi
settings=(--set samples=8192 --set small_until=0 --set rate=0.0012 --set warmup=0.03 --set drawn=0.35 --set synthetic=1)

# One network per left-out source, for the sources that masknet 1.2.0 has not seen.
for source in street-cn shop-crowd mask-type-crops chin-mask; do
    $python train_masknet.py --name "no-$source" --weights $start "${settings[@]}" --set frozen=3 --set epochs=4 --set clean_at=2 --leave-out "$source" --resume
done
$python evaluate.py --left-out {street-cn,shop-crowd,mask-type-crops,chin-mask}=$start --head face-mask-12k face-mask-4k group-photos --quick --out results/masknet-1.2
$python evaluate.py --left-out street-cn=no-street-cn shop-crowd=no-shop-crowd mask-type-crops=no-mask-type-crops chin-mask=no-chin-mask --float --quick --out results/masknet-2

# The shipped network, after the table says that it is better: 20 epochs or more.
$python train_masknet.py --name all --weights $start "${settings[@]}" --set frozen=3 --set epochs=20 --set clean_at=0.6 --resume
$python export_masknet.py work/all/checkpoint.pt --version 2.0.0
$python quantise.py ../../data/models/masknet-float.onnx --out ../../data/models/masknet.onnx
$python report_test.py --model all --data "$data" --out results/face-mask-12k-test.json
