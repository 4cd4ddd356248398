#!/usr/bin/env bash
set -euo pipefail
cd /work/main/tools/training
python=/usr/bin/python3
export OMP_WAIT_POLICY=passive
later=(--set epochs=10 --set small_until=0 --set drawn=0.25 --set rate=0.0012 --set clean_at=0 --set warmup=0.03)
train() {
    local name=$1 epochs=$2; shift 2
    $python train_masknet.py --name "$name" --set epochs="$epochs" --resume "$@"
    $python train_masknet.py --name "$name-2" --start "$name" --set seed=2 "${later[@]}" --resume "$@"
    $python train_masknet.py --name "$name-3" --start "$name-2" --set seed=3 "${later[@]}" --resume "$@"
}
train no-group 20 --leave-out group-photos
for half in 0 1; do
    $python train_masknet.py --name "half-$half" --start no-group-3 --set seed=4 "${later[@]}" --resume --leave-out "group-photos/$half"
done
train no-4k 20 --leave-out face-mask-4k
train no-12k 20 --leave-out face-mask-12k
