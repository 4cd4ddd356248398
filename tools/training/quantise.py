"""The shipped form of a backbone: eight-bit integers.

    python3 quantise.py ../../data/models/masknet-float.onnx --out ../../data/models/masknet.onnx [--leave-out SOURCE]

Static: ranges come from training pictures; QuantizeLinear/DequantizeLinear pairs, which ONNX Runtime turns into integer kernels, arranged by layout.py.
Weights keep 7 bits: the kernels for processors without VNNI add two products in 16 bits, which 8-bit weights overflow; with 7
every processor gives the same integers.
"""
import argparse
import json
import os

import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper
from torch.nn import functional as F

from export_masknet import write_manifest
from layout import BORDERED, WHOLE, arrange, exact, model_of
from sources import REAL, Data

LEVELS = 63            # of a weight, either side of zero
PICTURES = 1500        # to find ranges on
BATCH = 125            # ... at once
CLIPPED = 1e-5         # share of values beyond the range, on either side
TOLERANCE = 0.05       # of the features, root mean square; about 1.5 % is usual


def attribute(node, name, default=None):
    return next((helper.get_attribute_value(a) for a in node.attribute if a.name == name), default)


def run(model, x, watch=None):
    """
    Runs the operators that our networks have, quantised or not, in torch: every tensor by name; `watch(name, value)` sees each. Floats
    are of x's precision: in double, sums of quantised products are the integers of ONNX Runtime's.
    """
    values = {i.name: like(x, torch.from_numpy(numpy_helper.to_array(i).copy())) for i in model.graph.initializer}
    values["input"] = x
    for node in model.graph.node:
        y = like(x, operator(node, *(values[name] if name else None for name in node.input)))
        values[node.output[0]] = y
        if watch:
            watch(node.output[0], y)
    return values


def like(x, value):
    """A tensor in x's precision, if it is one of floats."""
    return value.to(x.dtype) if value.is_floating_point() and value.dtype != x.dtype else value


def operator(node, *inputs):
    """What one operator makes of its inputs; only forms that our networks have."""
    kind, a = node.op_type, inputs[0] if inputs else None

    def along(v, axis):
        return v.reshape([-1 if d == axis else 1 for d in range(a.ndim)]) if v.ndim else v

    if kind == "Constant":
        return torch.from_numpy(numpy_helper.to_array(attribute(node, "value")).copy())
    if kind == "Conv":
        return F.conv2d(*inputs, stride=attribute(node, "strides"), padding=attribute(node, "pads")[0],
                        dilation=attribute(node, "dilations"), groups=attribute(node, "group", 1))
    if kind == "Resize":
        return F.interpolate(a, scale_factor=2.0, mode="nearest")
    if kind == "QuantizeLinear":
        return (torch.round(a / inputs[1]) + inputs[2]).clamp(0, 255)
    if kind == "DequantizeLinear":
        axis = attribute(node, "axis", 1)
        return (a - along(inputs[2].to(inputs[1].dtype), axis)) * along(inputs[1], axis)
    if kind == "Pad":
        before, after = inputs[1].reshape(2, -1).tolist()
        return F.pad(a, [n for pair in zip(reversed(before), reversed(after)) for n in pair], value=float(inputs[2]))
    if kind == "Reshape":
        return a.reshape([a.shape[i] if n == 0 else n for i, n in enumerate(inputs[1].tolist())])
    if kind == "Slice":
        return a.narrow(int(inputs[3]), int(inputs[1]), int(inputs[2] - inputs[1]))
    if kind == "Unsqueeze":
        return a.reshape(*a.shape, *[1] * len(inputs[1]))   # at the end
    simple = {
        "Sub": torch.sub, "Mul": torch.mul, "Add": torch.add, "MatMul": torch.matmul, "Relu": torch.relu, "Exp": torch.exp,
        "Sigmoid": torch.sigmoid, "Clip": torch.clamp, "Flatten": lambda v: v.flatten(1),
        "GlobalAveragePool": lambda v: v.mean((2, 3), keepdim=True), "Cast": lambda v: v.float(), "Shape": lambda v: torch.tensor(v.shape),
        "Gather": lambda v, i: v[i], "Range": torch.arange, "Transpose": lambda v: v.permute(attribute(node, "perm")),
        "Concat": lambda *v: torch.cat(v, attribute(node, "axis"))}
    return simple[kind](*inputs)


@torch.no_grad()
def ranges(model, batches):
    """(low, high) of every tensor of an exact network over all batches of pictures, without the outermost values; zero lies inside."""
    found = {}

    def watch(name, value):
        if value.ndim == 4 and len(value) > 1:
            flat = value.numpy().ravel()
            cut = int(len(flat) * CLIPPED)
            flat = np.partition(flat, (cut, -1 - cut))   # as sorted, at these two places
            found.setdefault(name, []).append((min(0.0, float(flat[cut])), max(0.0, float(flat[-1 - cut]))))

    for pictures in batches:
        run(model, tensor(pictures), watch)
    return {**{name: tuple(np.mean(v, 0)) for name, v in found.items()}, BORDERED: WHOLE}


def tensor(pictures):
    """BGR uint8 [N,S,S,3] → RGB float [N,3,S,S]."""
    return torch.from_numpy(np.ascontiguousarray(pictures[..., ::-1])).permute(0, 3, 1, 2).float()


def quantise(model, found, name, rounded=()):
    """
    A copy with every convolution, addition and pooling of found tensors behind QuantizeLinear/DequantizeLinear pairs, and doubled
    resolution, which changes no number. So is what else takes a tensor of `rounded`, that what makes it works in integers.
    """
    constants = {i.name: numpy_helper.to_array(i) for i in model.graph.initializer}
    nodes, extra, scales = [], {}, {}

    def constant(name, value):
        extra[name] = numpy_helper.from_array(np.asarray(value), name)
        return name

    def activation(name):
        if name not in scales:
            low, high = found[name]
            scale = np.float32((high - low) / 255)
            pair = [constant(name + "/scale", scale), constant(name + "/zero", np.uint8(round(-low / scale)))]
            nodes.append(helper.make_node("QuantizeLinear", [name, *pair], [name + "/q"]))
            nodes.append(helper.make_node("DequantizeLinear", [name + "/q", *pair], [name + "/dq"]))
            scales[name] = scale
        return name + "/dq"

    def weights(name, values, scale, kind):
        zeros = constant(name + "/zero", np.zeros(len(scale), kind))
        nodes.append(helper.make_node("DequantizeLinear", [constant(name + "/q", np.round(values).astype(kind)), constant(name + "/scale", scale), zeros], [name + "/dq"], axis=0))
        return name + "/dq"

    for number, node in enumerate(model.graph.node):
        copy = onnx.NodeProto()
        copy.CopyFrom(node)
        if node.op_type == "Conv":
            w, b = constants[node.input[1]], constants[node.input[2]]
            scale = (np.abs(w).reshape(len(w), -1).max(1) / LEVELS + 1e-12).astype(np.float32)
            copy.input[0] = activation(node.input[0])
            copy.input[1] = weights(f"w{number}", w / scale[:, None, None, None], scale, np.int8)
            both = (scale * scales[node.input[0]]).astype(np.float32)
            copy.input[2] = weights(f"b{number}", b / both, both, np.int32)
        elif node.op_type in ("Add", "GlobalAveragePool") and all(tensor in found for tensor in node.input):
            for i, tensor in enumerate(node.input):
                copy.input[i] = activation(tensor)
        elif node.op_type == "Resize":
            copy.input[0] = activation(node.input[0])
            found = {**found, node.output[0]: found[node.input[0]]}
        else:
            for i, tensor in enumerate(node.input):
                copy.input[i] = activation(tensor) if tensor in rounded else tensor
        nodes.append(copy)
    return model_of(name, nodes, model.graph.input, model.graph.output, [*model.graph.initializer, *extra.values()], 13, 7)


class Shipped:
    """A backbone as it is shipped, called like a torch module: the very integers of the ONNX file."""

    def __init__(self, model):
        self.model = model

    def __call__(self, x):
        return run(self.model, x)["features"]


def ship(model, leave_out=None):
    """The shipped form of an exported float backbone; ranges come from pictures that a training without `leave_out` may see."""
    data = Data()
    chosen = np.random.default_rng(0).choice(np.flatnonzero(data.usable(leave_out) & (data.source < len(REAL))), PICTURES, replace=False)
    pictures = np.stack([data.crop(i) for i in chosen])
    batches = np.split(pictures, range(BATCH, PICTURES, BATCH))
    model = exact(model)
    result = arrange(quantise(model, ranges(model, batches), "masknet-int8"))
    with torch.no_grad():
        x = tensor(pictures[:256])
        error = difference(run(model, x)["features"], run(result, x)["features"])
    if error > TOLERANCE:
        raise SystemExit(f"eight bits change the features by {error:.1%}")
    return result, error


def difference(plain, short):
    """Root mean square of what eight bits change, as a share of the values' own."""
    return float((plain - short).square().mean().sqrt() / plain.square().mean().sqrt())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("backbone", help="as export_masknet.py writes it")
    parser.add_argument("--out", required=True)
    parser.add_argument("--leave-out", choices=REAL, default=None, help="a source that the backbone has not seen, so that its ranges have not either")
    parser.add_argument("--version", help="instead of the float file's")
    args = parser.parse_args()
    result, error = ship(onnx.load(args.backbone), args.leave_out)
    onnx.save(result, args.out)
    with open(os.path.splitext(args.backbone)[0] + ".json") as file:
        manifest = json.load(file)
    facts = {key: value for key, value in manifest.items() if key not in ("name", "sha256")}
    facts["version"] = args.version or facts["version"]
    write_manifest(args.out, os.path.splitext(os.path.basename(args.out))[0], **facts)
    print(f"eight bits change the features by {error:.2%} (root mean square); {os.path.getsize(args.out)} bytes")


if __name__ == "__main__":
    main()
