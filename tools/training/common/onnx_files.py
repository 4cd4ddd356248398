"""Writing ONNX files and their manifests."""
import hashlib
import json
import os

from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval


def fold(module):
    """Folds every convolution's batch normalisation into its weights, in place."""
    for child in module.children():
        fold(child)
    if isinstance(module, nn.Sequential):
        for i in range(len(module) - 1):
            if isinstance(module[i], nn.Conv2d) and isinstance(module[i + 1], nn.BatchNorm2d):
                module[i] = fuse_conv_bn_eval(module[i], module[i + 1])
                module[i + 1] = nn.Identity()
    return module


def inline_identities(graph):
    """Replaces Identity nodes, through which torch.onnx shares equal constants, by the constants: OpenCV cannot read them otherwise."""
    constants = {i.name for i in graph.initializer}
    shared = {n.output[0]: n.input[0] for n in graph.node if n.op_type == "Identity" and n.input[0] in constants}
    for node in list(graph.node):
        if node.output[0] in shared:
            graph.node.remove(node)
            continue
        for i, name in enumerate(node.input):
            node.input[i] = shared.get(name, name)


def write_manifest(path, name, version, licence, source, **more):
    """Writes the JSON file beside an ONNX file. A backbone's contract requires inputSize and featureCount in it."""
    with open(path, "rb") as file:
        digest = hashlib.sha256(file.read()).hexdigest()
    manifest = {"name": name, "version": version, "sha256": digest, "licence": licence, "source": source, **more}
    with open(os.path.splitext(path)[0] + ".json", "w") as file:
        json.dump(manifest, file, indent=2)
        file.write("\n")
    return manifest
