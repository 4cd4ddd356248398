"""Writes the accuracy table of README.md: the networks on sources that none of them has seen.

    python3 tools/accuracy.py DATA --models DIR --yunet face_detection_yunet_2023mar.onnx [--work DIR] [--only NAME,...] [--maskml ./maskml]

DATA holds the sources. DIR holds SOURCE.zip, a model whose backbone and head were trained without that source (tools/training/run.sh); for
negatives, the model and DATA/negatives are of the half that was left out. Each result is kept in DIR as JSON, so an interrupted run goes on where it stopped; --only measures the named columns
or sources anew. The table stands between two marks in README.md.
"""
import argparse
import json
import pathlib
import re
import shlex
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent
DETECTORS = {"masknet": "masknet-face (`auto`)", "yunet": "YuNet", "haar": "Haar"}
PHOTOS = ["street-cn", "shop-crowd", "chin-mask"]
WITHOUT_FACES = "negatives"
CROPS = "mask-type-crops"
# The model knows two labels; `face` says nothing about a mask.
TWO_LABELS = 'data.labels={"mask_weared_incorrect":null,"face":null}'


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("--models", type=pathlib.Path, required=True)
    parser.add_argument("--yunet", required=True)
    parser.add_argument("--work", type=pathlib.Path, default=ROOT / "runs" / "accuracy")
    parser.add_argument("--only", default="")
    parser.add_argument("--maskml", default=str(ROOT / "maskml"))
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    again = set(filter(None, args.only.split(",")))

    def measured(source, column, *command):
        """The JSON lines of a command, or those that an earlier run has kept."""
        kept = args.work / f"{source}-{column}.json"
        if not kept.exists() or again & {source, column}:
            part = kept.with_suffix(".part")
            subprocess.run([*shlex.split(args.maskml), *command, "--json", str(part)], check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
            part.rename(kept)
        return kept.read_text()

    def detector(name, source):
        return ["--detector", name, "--set", f"yunet.model={args.yunet}", "--model", str(args.models / f"{source}.zip")]

    def labels(source):
        result = json.loads(measured(source, "labels", "evaluate", str(args.models / f"{source}.zip"), str(args.data / source),
                                     "--set", TWO_LABELS, "--set", "data.minFace=20"))["evaluation"]
        return f"{percent(result['accuracy'])} / {percent(result['macroAccuracy'])} ({result['count']:,})"

    rows = []
    for source in PHOTOS:
        folder = args.data / source
        results = [json.loads(measured(source, name, "predict", "evaluate", str(folder / "photos"), str(folder / "annotations.json"), *detector(name, source)))
                   for name in DETECTORS]
        size = f"{results[0]['photos']:,} photos, {results[0]['faces']:,} faces"
        rows.append([source, size, *map(found, results), labels(source)])
    photos = str(args.data / WITHOUT_FACES / "photos")
    lines = [[json.loads(line) for line in measured(WITHOUT_FACES, name, "predict", photos, *detector(name, WITHOUT_FACES)).splitlines()] for name in DETECTORS]
    false = [f"{sum(len(photo.get('faces', [])) for photo in photos):,} false faces" for photos in lines]
    rows.append([WITHOUT_FACES, f"{len(lines[0]):,} photos without faces", *false, ""])
    rows.append([CROPS, "faces that are cut already", "", "", "", labels(CROPS)])
    rows.append(["command", "", "[1]", "[1]", "[1]", "[2]"])
    head = ["source", "size", *DETECTORS.values(), "labels of marked faces"]
    table = "\n".join("| " + " | ".join(row) + " |" for row in [head, ["---"] * len(head), *rows])

    readme = ROOT / "README.md"
    text = readme.read_text()
    assert "<!-- accuracy -->" in text, "README.md has lost the mark <!-- accuracy -->"
    readme.write_text(re.sub(r"<!-- accuracy -->.*?<!-- / -->", lambda _: f"<!-- accuracy -->\n{table}\n<!-- / -->", text, count=1, flags=re.S))
    print(table)


def found(result):
    detection = result["detection"]
    return f"{percent(detection['recall'])} / {percent(detection['precision'])} / **{result['endToEnd']['macroF1']:.3f}**"


def percent(share):
    return f"{share * 100:.1f}"


if __name__ == "__main__":
    main()
