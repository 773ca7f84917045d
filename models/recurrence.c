/* The recurrence of an LSTM over a batch of lines, forward and backward, for the trainer (recurrence.py).
 *
 * PyTorch runs each step as a dozen small operations and multiplies the weights' gradient step by step; here a step is
 * one multiplication and one pass over the gates. Everything is single precision, row-major and contiguous. The gates
 * of one line at one step stand as input, forget, cell, output, `units` numbers each: PyTorch's order.
 */
#include <cblas.h>
#include <math.h>
#include <string.h>

static inline float
sigmoid (float x)
{
    return 1.0f / (1.0f + expf (fminf (-x, 80.0f))); /* -ffast-math: no infinities */
}

static void
gates_open (float *restrict gates, const float *restrict before, float *restrict cell, float *restrict out, int units)
{
    float *restrict in = gates, *restrict forget = gates + units, *restrict fresh = gates + 2 * units,
                    *restrict show = gates + 3 * units;

#pragma omp simd
    for (int u = 0; u < units; u++) {
        in[u] = sigmoid (in[u]);
        forget[u] = sigmoid (forget[u]);
        fresh[u] = 2 * sigmoid (2 * fresh[u]) - 1;
        show[u] = sigmoid (show[u]);
        cell[u] = in[u] * fresh[u] + forget[u] * before[u];
        out[u] = show[u] * (2 * sigmoid (2 * cell[u]) - 1);
    }
}

/* `gates` (steps, lines, 4 units) holds the inputs' share and the bias, and is left holding the open gates; `cells` and
 * `outputs` are (steps + 1, lines, units), their first step zero; `weights` (4 units, units) lead back from the output. */
void
recurrence_forward (int steps, int lines, int units, const float *weights, float *gates, float *cells, float *outputs)
{
    size_t wide = (size_t) lines * 4 * units, narrow = (size_t) lines * units;

    for (int t = 0; t < steps; t++) {
        float *now = gates + t * wide;

        if (t > 0)
            cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasTrans, lines, 4 * units, units, 1, outputs + t * narrow,
                         units, weights, units, 1, now, 4 * units);
        for (int n = 0; n < lines; n++)
            gates_open (now + (size_t) n * 4 * units, cells + t * narrow + (size_t) n * units,
                        cells + (t + 1) * narrow + (size_t) n * units, outputs + (t + 1) * narrow + (size_t) n * units,
                        units);
    }
}

static void
gates_blame (float *restrict gates, const float *restrict before, const float *restrict cell,
             const float *restrict d_out, float *restrict d_cell, int units)
{
    float *restrict in = gates, *restrict forget = gates + units, *restrict fresh = gates + 2 * units,
                    *restrict show = gates + 3 * units;

#pragma omp simd
    for (int u = 0; u < units; u++) {
        float squashed = 2 * sigmoid (2 * cell[u]) - 1, i = in[u], f = forget[u], g = fresh[u], o = show[u];
        float blame = d_cell[u] + d_out[u] * o * (1 - squashed * squashed);

        show[u] = d_out[u] * squashed * o * (1 - o);
        in[u] = blame * g * i * (1 - i);
        fresh[u] = blame * i * (1 - g * g);
        forget[u] = blame * before[u] * f * (1 - f);
        d_cell[u] = blame * f;
    }
}

/* `gates` as left by recurrence_forward; left holding the gradient before the gates open. `d_outputs` (steps, lines, units)
 * is the gradient of the outputs, and is left holding what came back from later steps too. `d_cell` (lines, units): zero,
 * used up. */
void
recurrence_backward (int steps, int lines, int units, const float *weights, float *gates, const float *cells,
                     float *d_outputs, float *d_cell)
{
    size_t wide = (size_t) lines * 4 * units, narrow = (size_t) lines * units;

    for (int t = steps - 1; t >= 0; t--) {
        float *now = gates + t * wide, *d_out = d_outputs + t * narrow;

        if (t < steps - 1)
            cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, lines, units, 4 * units, 1, now + wide, 4 * units,
                         weights, units, 1, d_out, units);
        for (int n = 0; n < lines; n++)
            gates_blame (now + (size_t) n * 4 * units, cells + t * narrow + (size_t) n * units,
                         cells + (t + 1) * narrow + (size_t) n * units, d_out + (size_t) n * units,
                         d_cell + (size_t) n * units, units);
    }
}
