"""
Writes MaskML.Bench/Networks/vgg19.onnx: the convolutions of VGG19 (Simonyan and Zisserman 2014, configuration E), the network that the
tutorial runs frozen, as a backbone without trained weights. The weights of a layer are equal, so that the file has 3 kB instead of
80 MB; a pass takes as long as with trained ones. Each is 1 / (number of inputs), so that activations neither vanish nor explode.
"""
import os
import sys

import onnx
from onnx import TensorProto, helper

SIZE = 128
CHANNELS = [64, 64, None, 128, 128, None, 256, 256, 256, 256, None, 512, 512, 512, 512, None, 512, 512, 512, 512, None]  # None pools.
TARGET = os.path.join(os.path.dirname(__file__), "..", "..", "..", "MaskML.Bench", "Networks", "vgg19.onnx")


def equal(name, shape, value):
    """A constant tensor of equal values; ONNX Runtime expands it once, when it loads the graph."""
    size = helper.make_tensor(name + ".shape", TensorProto.INT64, [len(shape)], shape)
    fill = helper.make_tensor("value", TensorProto.FLOAT, [1], [value])
    return size, helper.make_node("ConstantOfShape", [size.name], [name], value=fill)


def build():
    nodes, sizes = [], []
    last, channels, side = "input", 3, SIZE
    for i, width in enumerate(CHANNELS):
        name = f"layer{i}"
        if width is None:
            nodes.append(helper.make_node("MaxPool", [last], [name], kernel_shape=[2, 2], strides=[2, 2]))
            side //= 2
        else:
            for part, shape, value in ((".w", [width, channels, 3, 3], 1 / (9 * channels)), (".b", [width], 0.0)):
                size, node = equal(name + part, shape, value)
                sizes.append(size)
                nodes.append(node)
            nodes.append(helper.make_node("Conv", [last, name + ".w", name + ".b"], [name + ".c"], kernel_shape=[3, 3], pads=[1] * 4))
            nodes.append(helper.make_node("Relu", [name + ".c"], [name]))
            channels = width
        last = name
    nodes.append(helper.make_node("Flatten", [last], ["features"]))
    image = helper.make_tensor_value_info("input", TensorProto.FLOAT, ["N", 3, SIZE, SIZE])
    features = helper.make_tensor_value_info("features", TensorProto.FLOAT, ["N", channels * side * side])
    graph = helper.make_graph(nodes, "vgg19", [image], [features], initializer=sizes)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 12)], ir_version=7)


if __name__ == "__main__":
    onnx.save(build(), sys.argv[1] if len(sys.argv) > 1 else TARGET)
