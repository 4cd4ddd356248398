"""Rearranges quantised networks for ONNX Runtime's integer kernels, which hold channels side by side: the same integers in less time.

- Pixels are integers already: normalisation moves into the first convolution (`exact`), and no pass over the picture is left of it.
- Three channels are a fraction of what a kernel loads at once. Four neighbouring pixels become one of twelve channels, and two
  neighbouring answers of the first convolution one of twice as many; weights between what does not belong together are zero.
- A map is doubled by copying its rows: Resize has no fast kernel for channels side by side.
- Where a caller can, it hands over the picture as OpenCV holds it, uint8 [N,H,W,3], BGR.
"""
import numpy as np
import onnx
from onnx import helper, numpy_helper

BORDERED = "bordered"                                # the picture with a border
WHOLE = (0.0, 255.0)                                 # its range, in which integers stay what they are
GREY = 128                                           # of its border: 127.5, rounded
PIXELS, ANSWERS = 4, 2                               # neighbours that become one
CHANNELS_LAST, CHANNELS_FIRST = [0, 2, 3, 1], [0, 3, 1, 2]


def model_of(name, nodes, inputs, outputs, constants, opset, ir_version):
    """A checked model without the constants that nothing needs."""
    used = {name for node in nodes for name in node.input}
    nodes = [node for node in nodes if node.op_type != "Constant" or node.output[0] in used]
    graph = helper.make_graph(nodes, name, inputs, outputs, [i for i in constants if i.name in used])
    result = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=ir_version)
    onnx.checker.check_model(result)
    return result


class Operators:
    """Operators that are written by hand."""

    def __init__(self, prefix):
        """`prefix` keeps the names apart from others' in the same graph."""
        self.prefix, self.nodes, self.constants, self.count = prefix, [], [], 0

    def __call__(self, kind, *inputs, name=None, **attributes):
        """Adds an operator and returns its output; an input that is no name becomes a constant."""
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
    """A copy of a model: who makes and who takes each tensor, and what stands in the places of some nodes."""

    def __init__(self, model, prefix):
        self.model = onnx.ModelProto()
        self.model.CopyFrom(model)
        self.nodes = self.model.graph.node
        self.constants = {i.name: numpy_helper.to_array(i) for i in self.model.graph.initializer}
        self.maker = {node.output[0]: node for node in self.nodes}
        self.taker = {name: node for node in self.nodes for name in node.input}   # right where there is one
        self.places = {}
        self.add = Operators(prefix)

    def first(self, kind):
        return next(node for node in self.nodes if node.op_type == kind)

    def behind(self, node):
        """The node that takes what a node makes."""
        return self.taker[node.output[0]]

    def put(self, node, *before):
        """In the place of a node: other ones, and the operators that were added since the last call."""
        self.places[node.output[0]] = [*before, *self.add.nodes]
        self.add.nodes = []

    def finished(self, inputs):
        """The model as it is now."""
        nodes = [new for node in self.nodes for new in self.places.get(node.output[0], [node])]
        constants = [*(numpy_helper.from_array(value, name) for name, value in self.constants.items()), *self.add.constants]
        return model_of(self.model.graph.name, nodes, inputs, self.model.graph.output, constants, self.model.opset_import[0].version, self.model.ir_version)


def exact(model):
    """
    A copy of an exported network whose first convolution takes plain pixels, with a border of what is zero after normalisation. Sides
    are even and the stride is 2, so that it reaches beyond the left and the upper edge only.
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
    """The rearranged copy of what quantise.quantise makes of an exact network; with `pixels`, of one that takes the picture as OpenCV holds it."""
    graph = Graph(model, "layout")
    conv, border = graph.first("Conv"), graph.maker[BORDERED]
    before, after = graph.behind(border), graph.behind(graph.behind(conv))   # QuantizeLinear of the picture, and of the answers
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
    """The value of an initializer, or of a Constant."""
    return graph.constants[name] if name in graph.constants else numpy_helper.to_array(graph.maker[name].attribute[0].t)


def sizes(conv, **values):
    """Sets attributes of a convolution."""
    for a in conv.attribute:
        if a.name in values:
            a.ints[:] = values[a.name]


def fours(add, rounded):
    """The picture with a border at the left and above, four of its pixels side by side as one; `rounded` is what makes integers of it, if it has to."""
    rows = "input"
    if rounded is not None:
        rows = add("Transpose", add("QuantizeLinear", "input", *rounded.input[1:]), perm=CHANNELS_LAST)
    bordered = add("Pad", rows, np.array([0, 1, PIXELS, 0, 0, 0, 0, 0]), np.uint8(GREY), mode="constant")
    return add("Transpose", add("Reshape", bordered, np.array([0, 0, -1, 3 * PIXELS])), perm=CHANNELS_FIRST)


def ones(add, answers, channels):
    """Two answers as one → one beside the other."""
    rows = add("Transpose", answers, perm=CHANNELS_LAST)
    return add("Transpose", add("Reshape", rows, np.array([0, 0, -1, channels])), perm=CHANNELS_FIRST)


def doubled(add, small, large):
    """Twice as wide and twice as high: as large as another tensor."""
    rows = add("Transpose", small, perm=CHANNELS_LAST)
    wide = add("Reshape", add("Concat", rows, rows, axis=3), np.array([0, 0, 1, -1]))
    size = add("Shape", add("Transpose", large, perm=CHANNELS_LAST))
    return add("Transpose", add("Reshape", add("Concat", wide, wide, axis=2), size), perm=CHANNELS_FIRST)


def widen(graph, conv, flipped):
    """Makes the first convolution take pixels by fours, flipped for BGR, and give answers by twos."""
    weight, bias = (graph.maker[name] for name in conv.input[1:])
    old = graph.constants[weight.input[0]][:, ::-1 if flipped else 1]
    count, channels, rows, columns = old.shape
    new = np.zeros((ANSWERS, count, 2, PIXELS, channels, rows), old.dtype)         # two fours: the one at the left, and its own
    for answer in range(ANSWERS):
        for column in range(columns):
            place = PIXELS - 1 + 2 * answer + column                                # a stride of two, and one pixel of border
            new[answer, :, place // PIXELS, place % PIXELS] = old[..., column]
    graph.constants[weight.input[0]] = new.transpose(0, 1, 3, 4, 5, 2).reshape(ANSWERS * count, PIXELS * channels, rows, 2)
    for name in (*weight.input[1:], *bias.input):
        graph.constants[name] = np.tile(graph.constants[name], ANSWERS)
    sizes(conv, kernel_shape=(rows, 2), strides=(2, 1))
