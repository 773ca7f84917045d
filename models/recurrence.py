"""The recurrence of an LSTM for PyTorch, in C (recurrence.c), several times faster on one core than PyTorch's own.

$RECURRENCE names the library that make-model compiles; where it is not set, PyTorch's LSTM does the work.
"""
import ctypes
import os

import torch

_library = ctypes.CDLL(os.environ["RECURRENCE"]) if os.environ.get("RECURRENCE") else None


def _pointers(*tensors):
    for tensor in tensors:
        assert tensor.is_contiguous() and tensor.dtype == torch.float32
    return [ctypes.c_void_p(tensor.data_ptr()) for tensor in tensors]


class _Recurrence(torch.autograd.Function):
    @staticmethod
    def forward(context, inputs, weight_in, weight_back, bias):
        steps, lines, _ = inputs.shape
        units = weight_back.shape[1]
        gates = torch.addmm(bias, inputs.reshape(steps * lines, -1), weight_in.t())
        cells, outputs = torch.empty(steps + 1, lines, units), torch.empty(steps + 1, lines, units)
        cells[0], outputs[0] = 0, 0
        _library.recurrence_forward(steps, lines, units, *_pointers(weight_back, gates, cells, outputs))
        context.save_for_backward(inputs, weight_in, weight_back, gates, cells, outputs)
        return outputs[1:]

    @staticmethod
    def backward(context, d_outputs):
        inputs, weight_in, weight_back, gates, cells, outputs = context.saved_tensors
        steps, lines, units = d_outputs.shape
        flow, d_cell = d_outputs.clone(memory_format=torch.contiguous_format), torch.zeros(lines, units)
        _library.recurrence_backward(steps, lines, units, *_pointers(weight_back, gates, cells, flow, d_cell))
        d_back = gates.t() @ outputs[:-1].reshape(steps * lines, units)
        d_in = gates.t() @ inputs.reshape(steps * lines, -1)
        return (gates @ weight_in).reshape(inputs.shape), d_in, d_back, gates.sum(0)


def run(lstm, inputs):
    """The outputs (steps, lines, units) of `lstm`, a torch.nn.LSTM of one layer, on `inputs` (steps, lines, inputs)."""
    if not _library:
        return lstm(inputs)[0]
    return _Recurrence.apply(inputs.contiguous(), lstm.weight_ih_l0, lstm.weight_hh_l0, lstm.bias_ih_l0 + lstm.bias_hh_l0)
