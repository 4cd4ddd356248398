"""Rearranges quantised networks for ONNX Runtime's integer kernels, which store channels last: the same integers in less time.

- Pixels are already integers, so normalisation is folded into the first convolution (`exact`) and needs no pass over the picture.
- A kernel loads more than three channels at once. Four neighbouring pixels become one pixel of twelve channels, and two
  neighbouring outputs of the first convolution become one of twice the channels; the additional weights are zero.
- A feature map is upsampled by copying rows: Resize has no fast kernel for channels-last tensors.
- With `pixels=True` the network takes the picture as OpenCV stores it, uint8 [N,H,W,3], BGR.
"""
import numpy as np
import onnx
from onnx import helper, numpy_helper

BORDERED = "bordered"                                # name of the padded picture
WHOLE = (0.0, 255.0)                                 # its quantisation range: scale 1, so integers are unchanged
GREY = 128                                           # value of its padding: 127.5, rounded
PIXELS, ANSWERS = 4, 2                               # neighbouring pixels, and outputs, that are joined
CHANNELS_LAST, CHANNELS_FIRST = [0, 2, 3, 1], [0, 3, 1, 2]


def model_of(name, nodes, inputs, outputs, constants, opset, ir_version):
    """A checked model without unused constants."""
    used = {name for node in nodes for name in node.input}
    nodes = [node for node in nodes if node.op_type != "Constant" or node.output[0] in used]
    graph = helper.make_graph(nodes, name, inputs, outputs, [i for i in constants if i.name in used])
    result = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=ir_version)
    onnx.checker.check_model(result)
    return result


class Operators:
    """Builds operators by hand."""

    def __init__(self, prefix):
        """`prefix` keeps names unique within the graph."""
        self.prefix, self.nodes, self.constants, self.count = prefix, [], [], 0

    def __call__(self, kind, *inputs, name=None, **attributes):
        """Adds an operator and returns the name of its output; inputs that are not names become constants."""
        name = name or self.unique(kind)
        inputs = [i if isinstance(i, str) else self.constant(i) for i in inputs]
        self.nodes.append(helper.make_node(kind, inputs, [name], name, **attributes))
        return name

    def constant(self, value):
        name = self.unique("constant")
        self.constants.append(numpy_helper.from_array(np.asarray(value), name))
        return name

    def unique(self, kind):
        self.count += 1
        return f"{self.prefix}/{kind}{self.count}"


class Graph:
    """A copy of a model with the producer and consumer of each tensor, and the replacements of some nodes."""

    def __init__(self, model, prefix):
        self.model = onnx.ModelProto()
        self.model.CopyFrom(model)
        self.nodes = self.model.graph.node
        self.constants = {i.name: numpy_helper.to_array(i) for i in self.model.graph.initializer}
        self.maker = {node.output[0]: node for node in self.nodes}
        self.taker = {name: node for node in self.nodes for name in node.input}   # valid for tensors with one consumer
        self.places = {}
        self.add = Operators(prefix)

    def first(self, kind):
        return next(node for node in self.nodes if node.op_type == kind)

    def behind(self, node):
        """The node that consumes the output of a node."""
        return self.taker[node.output[0]]

    def put(self, node, *before):
        """Replaces a node by `before`, followed by the operators added since the last call."""
        self.places[node.output[0]] = [*before, *self.add.nodes]
        self.add.nodes = []

    def finished(self, inputs):
        """The model with all replacements."""
        nodes = [new for node in self.nodes for new in self.places.get(node.output[0], [node])]
        constants = [*(numpy_helper.from_array(value, name) for name, value in self.constants.items()), *self.add.constants]
        return model_of(self.model.graph.name, nodes, inputs, self.model.graph.output, constants, self.model.opset_import[0].version, self.model.ir_version)


def exact(model):
    """
    A copy of an exported network whose first convolution takes plain pixels. The padding is the pixel value that normalisation maps to
    zero. Sides are even and the stride is 2, so padding is needed at the left and upper edge only.
    """
    graph = Graph(model, "exact")
    conv = graph.first("Conv")
    scaled = graph.maker[conv.input[0]]
    shifted = graph.maker[scaled.input[0]]
    middle, scale = (constant(graph, node.input[1]) for node in (shifted, scaled))
    weight = graph.constants[conv.input[1]] * scale
    graph.constants[conv.input[2]] = (graph.constants[conv.input[2]] - weight.sum((1, 2, 3)) * middle).astype(np.float32)
    graph.constants[conv.input[1]] = weight.astype(np.float32)
    sizes(conv, pads=[0] * 4)
    conv.input[0] = graph.add("Pad", "input", np.array([0, 0, 1, 1, 0, 0, 0, 0]), np.float32(middle), name=BORDERED, mode="constant")
    graph.put(shifted)
    graph.put(scaled)
    return graph.finished(graph.model.graph.input)


def arrange(model, pixels=False):
    """The rearranged copy of a network that quantisation.quantise made from exact(); with `pixels` it takes the picture as OpenCV stores it."""
    graph = Graph(model, "layout")
    conv, border = graph.first("Conv"), graph.maker[BORDERED]
    before, after = graph.behind(border), graph.behind(graph.behind(conv))   # QuantizeLinear of the picture, and of the outputs
    graph.behind(before).input[0] = fours(graph.add, None if pixels else before)
    graph.put(border)
    graph.put(before)
    widen(graph, conv, pixels)
    graph.behind(after).input[0] = ones(graph.add, after.output[0], len(graph.constants[graph.maker[conv.input[2]].input[0]]) // ANSWERS)
    graph.put(after, after)

    for resize in [node for node in graph.nodes if node.op_type == "Resize"]:
        after = graph.behind(resize)
        total = graph.behind(graph.behind(after))
        beside = next(name for name in total.input if name != graph.behind(after).output[0])
        graph.behind(after).input[0] = doubled(graph.add, graph.maker[resize.input[0]].input[0], graph.maker[beside].input[0])
        graph.put(after)
        graph.put(resize)

    picture = helper.make_tensor_value_info("input", onnx.TensorProto.UINT8, ["n", "height", "width", 3])
    return graph.finished([picture] if pixels else graph.model.graph.input)


def constant(graph, name):
    """The value of an initialiser or of a Constant node."""
    return graph.constants[name] if name in graph.constants else numpy_helper.to_array(graph.maker[name].attribute[0].t)


def sizes(conv, **values):
    """Sets attributes of a convolution."""
    for a in conv.attribute:
        if a.name in values:
            a.ints[:] = values[a.name]


def fours(add, rounded):
    """The picture padded at the left and above, four neighbouring pixels joined into one; `rounded` is the node that converts it to integers, or None."""
    rows = "input"
    if rounded is not None:
        rows = add("Transpose", add("QuantizeLinear", "input", *rounded.input[1:]), perm=CHANNELS_LAST)
    bordered = add("Pad", rows, np.array([0, 1, PIXELS, 0, 0, 0, 0, 0]), np.uint8(GREY), mode="constant")
    return add("Transpose", add("Reshape", bordered, np.array([0, 0, -1, 3 * PIXELS])), perm=CHANNELS_FIRST)


def ones(add, answers, channels):
    """Splits joined outputs back into neighbours."""
    rows = add("Transpose", answers, perm=CHANNELS_LAST)
    return add("Transpose", add("Reshape", rows, np.array([0, 0, -1, channels])), perm=CHANNELS_FIRST)


def doubled(add, small, large):
    """Nearest-neighbour upsampling by two, to the size of another tensor."""
    rows = add("Transpose", small, perm=CHANNELS_LAST)
    wide = add("Reshape", add("Concat", rows, rows, axis=3), np.array([0, 0, 1, -1]))
    size = add("Shape", add("Transpose", large, perm=CHANNELS_LAST))
    return add("Transpose", add("Reshape", add("Concat", wide, wide, axis=2), size), perm=CHANNELS_FIRST)


def widen(graph, conv, flipped):
    """Rewrites the first convolution for joined pixels, flipped for BGR, and joined outputs."""
    weight, bias = (graph.maker[name] for name in conv.input[1:])
    old = graph.constants[weight.input[0]][:, ::-1 if flipped else 1]
    count, channels, rows, columns = old.shape
    new = np.zeros((ANSWERS, count, 2, PIXELS, channels, rows), old.dtype)         # two joined pixels: the left neighbour and the pixel itself
    for answer in range(ANSWERS):
        for column in range(columns):
            place = PIXELS - 1 + 2 * answer + column                                # a stride of two and one pixel of padding
            new[answer, :, place // PIXELS, place % PIXELS] = old[..., column]
    graph.constants[weight.input[0]] = new.transpose(0, 1, 3, 4, 5, 2).reshape(ANSWERS * count, PIXELS * channels, rows, 2)
    for name in (*weight.input[1:], *bias.input):
        graph.constants[name] = np.tile(graph.constants[name], ANSWERS)
    sizes(conv, kernel_shape=(rows, 2), strides=(2, 1))
