/* The recurrence of an LSTM over a batch of lines, forward and backward, for the trainer (recurrence.py).
 *
 * PyTorch runs each step as a dozen small operations and multiplies the weights' gradient step by step; here a step is
 * one multiplication and one pass over the gates. Everything is single precision, row-major and contiguous. The gates
 * of one line at one step stand as input, forget, cell, output, `units` numbers each: PyTorch's order.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Of a product A B, as in BLIS: PANEL columns of B stand together, packed once for all steps; ROWS rows of A are held against
 * DEPTH rows of a panel, which stay in the first cache meanwhile. BLAS packs B anew at each step, for a batch's few rows. */
enum { LANES = 8, PANEL = 2 * LANES, ROWS = 6, DEPTH = 256 };

typedef float lanes __attribute__ ((vector_size (LANES * sizeof (float)), aligned (4)));

/* `from` (depth, columns), or its transpose where `across`, in panels; columns is a multiple of PANEL. Free with free(). */
static float *
packed (const float *from, int depth, int columns, int across)
{
    float *panels = malloc ((size_t) depth * columns * sizeof *panels), *to = panels;

    if (!panels)
        abort ();
    for (int first = 0; first < columns; first += PANEL)
        for (int k = 0; k < depth; k++)
            for (int c = first; c < first + PANEL; c++)
                *to++ = across ? from[(size_t) c * depth + k] : from[(size_t) k * columns + c];
    return panels;
}

/* `sum` (rows, PANEL of `width`) += `a` (rows, depth of `stride`) times a panel; `rows` is known to the compiler. */
static inline __attribute__ ((always_inline)) void
add_block (int rows, int depth, const float *restrict a, int stride, const float *restrict panel, float *restrict sum,
           int width)
{
    lanes left[ROWS], right[ROWS];

    for (int r = 0; r < rows; r++) {
        left[r] = *(lanes *) (sum + (size_t) r * width);
        right[r] = *(lanes *) (sum + (size_t) r * width + LANES);
    }
    for (int k = 0; k < depth; k++, panel += PANEL) {
        lanes b = *(lanes *) panel, c = *(lanes *) (panel + LANES);

#pragma GCC unroll 6
        for (int r = 0; r < rows; r++) {
            left[r] += a[(size_t) r * stride + k] * b;
            right[r] += a[(size_t) r * stride + k] * c;
        }
    }
    for (int r = 0; r < rows; r++) {
        *(lanes *) (sum + (size_t) r * width) = left[r];
        *(lanes *) (sum + (size_t) r * width + LANES) = right[r];
    }
}

/* `sum` (rows, columns) += `a` (rows, depth) times what packed() made of (depth, columns). */
static void
add_product (int rows, int depth, int columns, const float *a, const float *panels, float *sum)
{
    for (int first = 0; first < columns; first += PANEL)
        for (int k = 0; k < depth; k += DEPTH) {
            const float *panel = panels + (size_t) first * depth + (size_t) k * PANEL;
            int deep = depth - k < DEPTH ? depth - k : DEPTH, r = 0;

            for (; r + ROWS <= rows; r += ROWS)
                add_block (ROWS, deep, a + (size_t) r * depth + k, depth, panel, sum + (size_t) r * columns + first,
                           columns);
            for (; r + 4 <= rows; r += 4)
                add_block (4, deep, a + (size_t) r * depth + k, depth, panel, sum + (size_t) r * columns + first,
                           columns);
            for (; r + 2 <= rows; r += 2)
                add_block (2, deep, a + (size_t) r * depth + k, depth, panel, sum + (size_t) r * columns + first,
                           columns);
            for (; r < rows; r++)
                add_block (1, deep, a + (size_t) r * depth + k, depth, panel, sum + (size_t) r * columns + first,
                           columns);
        }
}

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
    float *panels = packed (weights, units, 4 * units, 1);

    for (int t = 0; t < steps; t++) {
        float *now = gates + t * wide;

        if (t > 0)
            add_product (lines, units, 4 * units, outputs + t * narrow, panels, now);
        for (int n = 0; n < lines; n++)
            gates_open (now + (size_t) n * 4 * units, cells + t * narrow + (size_t) n * units,
                        cells + (t + 1) * narrow + (size_t) n * units, outputs + (t + 1) * narrow + (size_t) n * units,
                        units);
    }
    free (panels);
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
    float *panels = packed (weights, 4 * units, units, 0);

    for (int t = steps - 1; t >= 0; t--) {
        float *now = gates + t * wide, *d_out = d_outputs + t * narrow;

        if (t < steps - 1)
            add_product (lines, 4 * units, units, now + wide, panels, d_out);
        for (int n = 0; n < lines; n++)
            gates_blame (now + (size_t) n * 4 * units, cells + t * narrow + (size_t) n * units,
                         cells + (t + 1) * narrow + (size_t) n * units, d_out + (size_t) n * units,
                         d_cell + (size_t) n * units, units);
    }
    free (panels);
}
