"""Folders that all training scripts share."""
import os

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))   # tools/training
WORK = os.path.join(ROOT, "work")                                    # caches and checkpoints, outside version control
RESULTS = os.path.join(ROOT, "results")
MODELS = os.path.normpath(os.path.join(ROOT, "..", "..", "data", "models"))
DATA = os.path.normpath(os.path.join(ROOT, "..", "..", "..", "shared", "data"))
MASKML = os.path.normpath(os.path.join(ROOT, "..", "..", "maskml"))
