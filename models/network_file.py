"""Tesseract's network files (the `lstm` part of a traineddata): read whole or float, write float.

A file is one depth-first dump of the network, followed by the fields of the recogniser. Of a network that was read, everything but
the weight matrices is kept byte for byte; add_leftward() adds to it. Debian ships whole-number models only; a matrix stands in them as

    u8 0x81|flags  u32 rows  u32 columns  i8 unused  i8[rows*columns]  u32 n  f64 scale[n]

and the weight is the whole number times the scale of its row. In the float form, which Tesseract reads just as well,
it is

    u8 0x80|flags  u32 rows  u32 columns  f64 unused  f64[rows*columns]

Bit 4 of the flags (the matrix was trained with Adam) is kept. Files come from the network (npm, a distribution's mirror)
or from this program, so a length is never believed beyond the end of the file.
"""
import struct

import numpy as np

WHOLE, ADAM, DOUBLE = 1, 4, 128          # the mode byte of a matrix
RECOGNISER_WHOLE = 1                     # a training flag of the recogniser: the network computes in whole numbers
TYPES = ("None", "Input", "Convolve", "Maxpool", "Parallel", "Replicated", "ParBidiLSTM", "DepParUDLSTM", "Par2dLSTM",
         "Series", "Reconfig", "RTLReversed", "TTBReversed", "XYTranspose", "LSTM", "SummLSTM", "Logistic",
         "LinLogistic", "LinTanh", "Tanh", "Relu", "Linear", "Softmax", "SoftmaxNoCTC")
GROUPS = {"Series", "Parallel", "Replicated", "ParBidiLSTM", "DepParUDLSTM", "Par2dLSTM", "RTLReversed", "TTBReversed",
          "XYTranspose"}
DENSE = {"Logistic", "LinLogistic", "LinTanh", "Tanh", "Relu", "Linear", "Softmax", "SoftmaxNoCTC"}
LAYER_RATES = 64                         # a flag of a group: it stores a learning rate for each layer
GATES, FORGET = 4, 2                     # cell input, input gate, forget gate, output gate


class BadNetwork(Exception):
    """The file is no network that this module knows."""


class Reader:
    """A cursor over the bytes of a file."""

    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, count):
        if count < 0 or self.at + count > len(self.data):
            raise BadNetwork(f"the file ends within a field at byte {self.at}")
        self.at += count
        return self.data[self.at - count:self.at]

    def fields(self, form):
        return struct.unpack("<" + form, self.take(struct.calcsize("<" + form)))

    def field(self, form):
        return self.fields(form)[0]

    def string(self):
        return self.take(self.field("I")).decode("utf-8")


class Layer:
    """One node of the network: its kind, its name and sizes, and its parts or weights."""

    def __init__(self, kind, named, fields, name):
        """`named`: the bytes that say the kind; `fields`: (backward, flags, inputs, outputs, number of weights)."""
        self.kind, self.named, self.name = kind, named, name
        self.backward, self.flags, self.inputs, self.outputs, self.weights = fields
        self.parts = []        # layers of a group
        self.matrices = []     # float32 arrays, rows by columns; the last column is the bias
        self.adam = []         # the ADAM bit of each matrix
        self.extra = b""       # what follows the parts or stands before the matrices, unchanged

    @classmethod
    def made(cls, kind, name, inputs, outputs, extra=b"", matrices=(), parts=()):
        """A new layer, with weights or with parts."""
        weights = sum(matrix.size for matrix in matrices) + sum(part.weights for part in parts)
        number = struct.pack("<bI", 0, len(kind)) + kind.encode("ascii")
        layer = cls(kind, number, (True, 0, inputs, outputs, weights), name)
        layer.extra, layer.matrices, layer.adam, layer.parts = extra, list(matrices), [0] * len(matrices), list(parts)
        return layer

    def walk(self):
        """This layer and all below it, in the order of the file."""
        yield self
        for part in self.parts:
            yield from part.walk()

    def head(self):
        """The bytes before the parts or weights; that it was being trained is written as "no"."""
        name = self.name.encode("utf-8")
        fields = struct.pack("<biiii", self.backward, self.flags, self.inputs, self.outputs, self.weights)
        return self.named + b"\0" + fields + struct.pack("<I", len(name)) + name


def _read_matrix(reader):
    mode, rows, columns = reader.fields("BII")
    count = rows * columns
    if not mode & DOUBLE:
        raise BadNetwork("a weight matrix of the old format")
    if mode & WHOLE:
        reader.take(1)
        whole = np.frombuffer(reader.take(count), np.int8).reshape(rows, columns)
        scales = reader.field("I")
        if scales < rows:
            raise BadNetwork("fewer scales than rows in a weight matrix")
        scale = np.frombuffer(reader.take(8 * scales), "<f8")[:rows]
        weights = whole * scale[:, None]
    else:
        reader.take(8)
        weights = np.frombuffer(reader.take(8 * count), "<f8").reshape(rows, columns)
    return weights.astype(np.float32), mode & ADAM


def _read_layer(reader, depth=0):
    if depth > 16:
        raise BadNetwork("layers within layers without end")
    start = reader.at
    number = reader.field("b")
    if number == 0:
        kind = reader.string()
    elif 0 < number < len(TYPES):
        kind = TYPES[number]
    else:
        raise BadNetwork(f"unknown layer {number}")
    named = reader.data[start:reader.at]
    reader.take(1)                                     # whether it was being trained
    fields = reader.fields("biiii")
    layer = Layer(kind, named, fields, reader.string())

    if kind in GROUPS:
        layer.parts = [_read_layer(reader, depth + 1) for _ in range(reader.field("I"))]
        if layer.flags & LAYER_RATES:
            rates = reader.field("I")
            layer.extra = struct.pack("<I", rates) + reader.take(4 * rates)
    elif kind in DENSE:
        _add_matrix(layer, reader)
    elif kind in ("LSTM", "SummLSTM"):
        layer.extra = reader.take(4)
        for _ in range(GATES):
            _add_matrix(layer, reader)
        if struct.unpack("<i", layer.extra)[0] != layer.inputs + layer.matrices[0].shape[0]:
            raise BadNetwork("an LSTM of two dimensions")
    elif kind in ("Convolve", "Maxpool", "Reconfig"):
        layer.extra = reader.take(8)                   # half widths, or scales, in x and y
    elif kind == "Input":
        layer.extra = reader.take(20)                  # batch, height, width, depth, loss
    else:
        raise BadNetwork(f"unknown layer {kind}")
    return layer


def _add_matrix(layer, reader):
    weights, adam = _read_matrix(reader)
    layer.matrices.append(weights)
    layer.adam.append(adam)


class NetworkFile:
    """A network and the fields of its recogniser. `root` is the outermost Layer."""

    def __init__(self, data):
        reader = Reader(data)
        self.root = _read_layer(reader)
        self.specification = reader.string()
        self.flags, self.iteration, self.sample, self.null, *self.rates = reader.fields("iiiifff")
        if reader.at != len(data):
            raise BadNetwork("bytes after the network")

    def matrices(self):
        """All weight matrices in the order of the file; changing them changes the network."""
        return [matrix for layer in self.root.walk() for matrix in layer.matrices]

    def _input(self):
        return next(layer for layer in self.root.walk() if layer.kind == "Input")

    @property
    def height(self):
        """The height in pixels to which Tesseract scales a line."""
        return struct.unpack("<5i", self._input().extra)[1]

    @height.setter
    def height(self, pixels):
        """Tesseract scales to the inputs of the outermost layer first, then to the height of the input layer; what differs
        costs sharpness, and puts the words in wrong places."""
        layer = self._input()
        batch, old, *rest = struct.unpack("<5i", layer.extra)
        layer.extra = struct.pack("<5i", batch, pixels, *rest)
        layer.inputs = self.root.inputs = pixels
        self.specification = self.specification.replace(f"[1,{old},", f"[1,{pixels},", 1)

    def add_leftward(self, units, rng):
        """Puts a recurrence of `units` that runs from right to left beside the last one, which runs from left to right. Its weights are drawn;
        the outputs do not listen to it, so the network reads as before until it is trained."""
        at = len(self.root.parts) - 2
        rightward, output = self.root.parts[at:]
        if rightward.kind != "LSTM" or output.kind != "Softmax":
            raise BadNetwork("the last layers are no recurrence and its outputs")
        reach = (rightward.inputs + units + 1) ** -.5
        gates = [rng.uniform(-reach, reach, (units, rightward.inputs + units + 1)).astype(np.float32) for _ in range(GATES)]
        for gate in gates:
            gate[:, -1] = 0
        gates[FORGET][:, -1] = 1                       # it remembers, until it has learnt to forget
        added = Layer.made("LSTM", f"Lfx{units}", rightward.inputs, units, struct.pack("<i", rightward.inputs + units), gates)
        backward = Layer.made("RTLReversed", "RevLSTM", rightward.inputs, units, parts=[added])
        width = rightward.outputs + units
        both = Layer.made("ParBidiLSTM", "BidiLSTM", rightward.inputs, width, parts=[rightward, backward])
        self.root.parts[at] = both

        weights, deaf = output.matrices[0], np.zeros((output.outputs, units), np.float32)
        output.matrices[0] = np.concatenate([weights[:, :-1], deaf, weights[:, -1:]], axis=1)
        output.weights, output.inputs = output.matrices[0].size, width
        self.root.weights = sum(part.weights for part in self.root.parts)
        forward = f"Lfx{rightward.outputs}"
        self.specification = f"({forward} Lrx{units})".join(self.specification.rsplit(forward, 1))

    def dump(self):
        """The bytes of the network, its weights as float."""
        parts = []
        _write_layer(self.root, parts)
        name = self.specification.encode("utf-8")
        parts.append(struct.pack("<I", len(name)) + name)
        parts.append(struct.pack("<iiiifff", self.flags & ~RECOGNISER_WHOLE, self.iteration, self.sample, self.null,
                                 *self.rates))
        return b"".join(parts)


def _write_layer(layer, parts):
    parts.append(layer.head())
    if layer.kind in GROUPS:
        parts.append(struct.pack("<I", len(layer.parts)))
        for part in layer.parts:
            _write_layer(part, parts)
        parts.append(layer.extra)
        return
    parts.append(layer.extra)
    for weights, adam in zip(layer.matrices, layer.adam):
        parts.append(struct.pack("<BII", DOUBLE | adam, *weights.shape))
        parts.append(struct.pack("<d", 0.0) + weights.astype("<f8").tobytes())
