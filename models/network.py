"""Tesseract's English networks in PyTorch, weight for weight, so that lines can be trained in batches.

The layers of the fast one are [1,H,0,1 Ct3,3,16 Mp3,3 Lfys48 Lfx96 Lrx96 Lfx192 O1c111]: a convolution with tanh, pooling by 3, a
recurrence down each column that keeps its last state, three along the line (the second from right to left), and the
outputs. Beside the last recurrence there may be one more, from right to left (NetworkFile.add_leftward). Any height of
line fits the same weights, since only the recurrence down the column sees it.
"""
import numpy as np
import torch
from torch import nn
from torch.nn import functional

import recurrence
from network_file import GATES

POOL = 3
GATE_ORDER = (1, 2, 0, 3)        # PyTorch's input, forget, cell, output among Tesseract's cell, input, forget, output


class LineNetwork(nn.Module):
    """Pictures (lines, 1, height, width), as picture_input() makes them, to log probabilities (steps, lines, outputs)."""

    def __init__(self, matrices):
        """`matrices`: a NetworkFile's, which give the sizes and the first weights."""
        super().__init__()
        dense, lstms, output = _layers(matrices)
        self.convolution = nn.Conv2d(1, dense.shape[0], 3)
        self.recurrences = nn.ModuleList(
            nn.LSTM(gates[0].shape[1] - 1 - gates[0].shape[0], gates[0].shape[0]) for gates in lstms)
        self.output = nn.Linear(output.shape[1] - 1, output.shape[0])
        self.load(matrices)

    def forward(self, pictures):
        """One step of the output is POOL columns of the picture."""
        noise = torch.rand(pictures.shape[0], 1, pictures.shape[2] + 2, pictures.shape[3] + 2) * 2 - 1
        noise[:, :, 1:-1, 1:-1] = pictures                       # Tesseract too has noise where a window leaves the line
        seen = functional.max_pool2d(torch.tanh(self.convolution(noise)), POOL)
        lines, depth, rows, steps = seen.shape
        columns = seen.permute(2, 0, 3, 1).reshape(rows, lines * steps, depth)
        down, rightward, leftward, above, *beside = self.recurrences
        along = recurrence.run(down, columns)[-1].reshape(lines, steps, -1).transpose(0, 1)
        along = recurrence.run(rightward, along)
        along = recurrence.run(leftward, along.flip(0)).flip(0)
        last = [recurrence.run(above, along)] + [recurrence.run(lstm, along.flip(0)).flip(0) for lstm in beside]
        along = torch.cat(last, 2) if beside else last[0]
        return self.output(along).log_softmax(2)

    def load(self, matrices):
        """Takes the weights of a network file."""
        def tensor(array):
            return torch.from_numpy(np.ascontiguousarray(array, np.float32))

        with torch.no_grad():
            dense, lstms, output = _layers(matrices)
            kernel = tensor(dense[:, :-1]).reshape(-1, 3, 3).transpose(1, 2)     # the file goes down columns
            self.convolution.weight.copy_(kernel[:, None])
            self.convolution.bias.copy_(tensor(dense[:, -1]))
            for stored, lstm in zip(lstms, self.recurrences):
                gates = np.concatenate([stored[gate] for gate in GATE_ORDER])
                lstm.weight_ih_l0.copy_(tensor(gates[:, :lstm.input_size]))
                lstm.weight_hh_l0.copy_(tensor(gates[:, lstm.input_size:-1]))
                lstm.bias_ih_l0.copy_(tensor(gates[:, -1]))
                lstm.bias_hh_l0.zero_()
            self.output.weight.copy_(tensor(output[:, :-1]))
            self.output.bias.copy_(tensor(output[:, -1]))

    def store(self, matrices):
        """Writes the weights into the matrices of a network file, in place."""
        def rows(*tensors):
            return np.concatenate([t.detach().numpy().reshape(len(t), -1) for t in tensors], axis=1)

        dense, lstms, output = _layers(matrices)
        dense[:] = rows(self.convolution.weight[:, 0].transpose(1, 2), self.convolution.bias)
        for stored, lstm in zip(lstms, self.recurrences):
            whole = rows(lstm.weight_ih_l0, lstm.weight_hh_l0, lstm.bias_ih_l0 + lstm.bias_hh_l0)
            for gate, block in zip(GATE_ORDER, np.split(whole, 4)):
                stored[gate][:] = block
        output[:] = rows(self.output.weight, self.output.bias)


def _layers(matrices):
    """(of the convolution, [the four gates of each recurrence], of the outputs), as a NetworkFile gives them."""
    return matrices[0], [matrices[i:i + GATES] for i in range(1, len(matrices) - 1, GATES)], matrices[-1]


def _quantile(values, share):
    """Tesseract's STATS::ile over grey values."""
    counts = np.bincount(values, minlength=256)
    target = max(1.0, share * len(values))
    sums = np.cumsum(counts)
    index = int(np.searchsorted(sums, target))
    return index + 1 - (sums[index] - target) / counts[index]


def picture_input(grey):
    """A grey line (uint8, rows by columns) as the network sees it: black -1, white 1, both judged, as Tesseract does,
    by the local extremes of the middle row."""
    row = grey[grey.shape[0] // 2]
    before, here, after = row[:-2], row[1:-1], row[2:]
    low = here[((here < before) & (here <= after)) | ((here <= before) & (here < after))]
    high = here[((here > before) & (here >= after)) | ((here >= before) & (here > after))]
    black = _quantile(low, 0.25) if len(low) else 1.0
    white = _quantile(high, 0.75) if len(high) else 255.0
    contrast = (white - black) / 2
    return (grey.astype(np.float32) - black) / (contrast if contrast > 0 else 1.0) - 1
