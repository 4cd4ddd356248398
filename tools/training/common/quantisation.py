"""Static quantisation to eight-bit integers, and execution of ONNX graphs in torch.

QuantizeLinear/DequantizeLinear pairs surround every convolution, addition and pooling; ONNX Runtime turns them into integer kernels.
Activation ranges come from training pictures. Weights have 7 bits: kernels for processors without VNNI add two products in 16 bits,
which 8-bit weights overflow. With 7 bits every processor computes the same integers.
"""
import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper
from torch.nn import functional as F

from common.integer_layout import BORDERED, WHOLE, model_of

LEVELS = 63            # of a weight, on either side of zero
CLIPPED = 1e-5         # fraction of values outside the range, on either side


def attribute(node, name, default=None):
    return next((helper.get_attribute_value(a) for a in node.attribute if a.name == name), default)


def run(model, x, watch=None):
    """
    Runs a graph of the operators that our networks use, quantised or not, in torch. Returns every tensor by name; `watch(name, value)`
    is called for each. Floats have the precision of x; in double precision, sums of quantised products equal ONNX Runtime's integers.
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
    """A floating-point tensor converted to the precision of x; other tensors unchanged."""
    return value.to(x.dtype) if value.is_floating_point() and value.dtype != x.dtype else value


def operator(node, *inputs):
    """The output of one operator; supports only the forms that our networks use."""
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
    """(low, high) of every tensor of an exact() network, averaged over batches of pictures, without outliers; the range includes zero."""
    found = {}

    def watch(name, value):
        if value.ndim == 4 and len(value) > 1:
            flat = value.numpy().ravel()
            cut = int(len(flat) * CLIPPED)
            flat = np.partition(flat, (cut, -1 - cut))   # these two elements are at their sorted positions
            found.setdefault(name, []).append((min(0.0, float(flat[cut])), max(0.0, float(flat[-1 - cut]))))

    for pictures in batches:
        run(model, tensor(pictures), watch)
    return {**{name: tuple(np.mean(v, 0)) for name, v in found.items()}, BORDERED: WHOLE}


def tensor(pictures):
    """BGR uint8 [N,S,S,3] → RGB float [N,3,S,S]."""
    return torch.from_numpy(np.ascontiguousarray(pictures[..., ::-1])).permute(0, 3, 1, 2).float()


def quantise(model, found, name, rounded=()):
    """
    A copy in which QuantizeLinear/DequantizeLinear pairs precede every convolution, and every addition, pooling and Resize of tensors with
    known ranges. Other consumers of the tensors named in `rounded` get a pair too, so that the producers of these tensors run in integers.
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


def difference(plain, short):
    """Root mean square of the difference, relative to the root mean square of the values."""
    return float((plain - short).square().mean().sqrt() / plain.square().mean().sqrt())
