#!/usr/bin/env bash
# Trains masknet 2 from the labelled sources: cache, leave-one-source-out table, shipped network.
# Every step can be interrupted and run again: trainings resume from their last epoch.
#   tools/training/run.sh [DATA]        DATA defaults to ../shared/data beside the project
set -euo pipefail
data=$(realpath "${1:-$(dirname "$0")/../../../shared/data}")
cd "$(dirname "$0")"
python=${PYTHON:-/usr/bin/python3}
export OMP_WAIT_POLICY=passive   # threads that wait shall not keep the views' worker from its core

[ -d work/drawn ] || ../../maskml synth work/drawn --count 2000 --seed 7001
[ -f work/cache.npz ] || $python -m common.pictures --data "$data"

# What masknet-face 1.4.0 takes for faces, judged by the annotations and by YuNet: the output `face` learns from it.
for model in shipped yunet; do
    [ -f work/passes/$model/chin-mask.pkl ] || $python -m detector.cached_passes --model $model $([ $model = yunet ] || echo --onnx ../../data/models/masknet-face.onnx) --data "$data"
done
[ -f work/detections.npz ] || $python -m detector.judged_detections

# masknet 2 starts from the weights of masknet 1.2.0, which has seen face-mask-12k, face-mask-4k and group-photos.
start=work/masknet-1.2.0.onnx
[ -f $start ] || git show 65dbacb:data/models/masknet-float.onnx > $start
settings=(--weights $start --set samples=8192 --set small_until=0 --set rate=0.001 --set warmup=0.03 --set drawn=0.35 --set synthetic=1 --set frozen=3)

# Networks without a source that masknet 1.2.0 has not seen either, and without half of the photos that show no face.
$python -m backbone.train --name no-street --leave-out street-cn "${settings[@]}" --set epochs=10 --set clean_at=2 --resume
$python -m backbone.train --name no-shop --leave-out shop-crowd,mask-type-crops "${settings[@]}" --set epochs=10 --set clean_at=2 --resume
$python -m backbone.train --name no-chin --leave-out chin-mask "${settings[@]}" --set epochs=10 --set clean_at=2 --resume
$python -m backbone.evaluate --left-out {street-cn,shop-crowd,mask-type-crops,chin-mask}=$start --quick --out results/masknet-1.2
$python -m backbone.evaluate --left-out street-cn=no-street shop-crowd=no-shop mask-type-crops=no-shop chin-mask=no-chin --float --quick --out results/masknet-2
$python -m detector.second_opinion --backbone no-street --sets street-cn negatives --half 1
$python -m detector.second_opinion --backbone no-shop --sets shop-crowd negatives --half 1

# The shipped network.
$python -m backbone.train --name all "${settings[@]}" --set epochs=20 --set clean_at=0.6 --set seed=2 --resume
$python -m backbone.export work/all/checkpoint.pt --version 2.0.0
$python -m backbone.quantise ../../data/models/masknet-float.onnx --out ../../data/models/masknet.onnx
$python -m backbone.evaluate_test_split --model all --data "$data" --out results/face-mask-12k-test.json

# Second part: the sources that masknet 1.2.0 has seen, each left out of a network from random weights. The first one has seen neither of two.
scratch=(--set samples=8192 --set drawn=0.35 --set synthetic=1 --set clean_at=2 --resume)
further=(--start no-old --set small_until=0 --set epochs=9 --set rate=0.0012 --set warmup=0.03)
$python -m backbone.train --name no-old --leave-out face-mask-4k,group-photos --set epochs=15 "${scratch[@]}"
$python -m backbone.train --name only-no-4k --leave-out face-mask-4k "${scratch[@]}" "${further[@]}" --set seed=5
$python -m backbone.train --name only-no-group --leave-out group-photos "${scratch[@]}" "${further[@]}" --set seed=6
$python -m backbone.train --name only-no-12k --leave-out face-mask-12k --set epochs=16 "${scratch[@]}"
$python -m backbone.evaluate --left-out face-mask-4k=only-no-4k face-mask-12k=only-no-12k group-photos=only-no-group --float --quick --out results/masknet-2-old-sources
$python -m backbone.evaluate --left-out group-photos=only-no-group --float --quick --small-folders --out results/masknet-2-small-folders-group-photos
