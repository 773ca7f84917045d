#include "common/imagehash.h"

#include <stdlib.h>
#include <string.h>

#define ROWS 32 /* many: lines of writing differ more in where they end than in where they stand */
#define COLUMNS 8
#define CELLS (ROWS * COLUMNS)
G_STATIC_ASSERT (CELLS == IMAGEHASH_BITS);

#define INK 150         /* darker is ink */
#define HEAD_SHARE 0.06 /* where fax machines print */
#define FOOT_SHARE 0.03
#define SIDE_SHARE 0.03    /* where shadows and holes are */
#define ROW_INK_SHARE 0.01 /* of a row's width: less is a speck */
#define COLUMN_INK_SHARE 0.006
#define MIN_EXTENT 10       /* rows and columns with ink */
#define MIN_INK_SHARE 0.002 /* of the page */
#define MIN_CELL_INK 0.02   /* of a cell: less is specks, on a page half of which is bare */
#define MAX_SIDE 20000

/* The first and last of `n` counts that reach `least`; FALSE where too few do. */
static gboolean
extent (const guint *counts, guint n, double least, guint *first, guint *last)
{
    guint found = 0;
    for (guint i = 0; i < n; i++) {
        if (counts[i] < least)
            continue;
        if (found++ == 0)
            *first = i;
        *last = i;
    }
    return found >= MIN_EXTENT;
}

static int
compare_doubles (gconstpointer x, gconstpointer y)
{
    double a = *(const double *) x, b = *(const double *) y;
    return (a > b) - (a < b);
}

static char *
print_bits (const double cells[CELLS])
{
    double sorted[CELLS];
    memcpy (sorted, cells, sizeof sorted);
    qsort (sorted, CELLS, sizeof *sorted, compare_doubles);
    double least = MAX (sorted[CELLS / 2], MIN_CELL_INK);
    char *hash = g_new0 (char, IMAGEHASH_DIGITS + 1);
    for (guint digit = 0; digit < IMAGEHASH_DIGITS; digit++) {
        guint value = 0;
        for (guint i = 0; i < 4; i++)
            value = value * 2 + (cells[digit * 4 + i] > least);
        hash[digit] = "0123456789abcdef"[value];
    }
    return hash;
}

char *
imagehash_new (const guint8 *gray, guint width, guint height)
{
    if (width < COLUMNS || height < ROWS || width > MAX_SIDE || height > MAX_SIDE)
        return NULL;
    guint top = (guint) (height * HEAD_SHARE), bottom = height - (guint) (height * FOOT_SHARE);
    guint left = (guint) (width * SIDE_SHARE), right = width - left;
    g_autofree guint *rows = g_new0 (guint, height), *columns = g_new0 (guint, width);
    guint ink = 0;
    for (guint y = top; y < bottom; y++)
        for (guint x = left; x < right; x++)
            if (gray[(gsize) y * width + x] < INK) {
                rows[y]++;
                columns[x]++;
                ink++;
            }
    guint y0 = 0, y1 = 0, x0 = 0, x1 = 0;
    if (ink < MIN_INK_SHARE * width * height || !extent (rows, height, width * ROW_INK_SHARE, &y0, &y1)
        || !extent (columns, width, height * COLUMN_INK_SHARE, &x0, &x1))
        return NULL;

    /* A pixel gives its ink to the cells over which it lies. */
    double cells[CELLS] = { 0 }, across = (double) COLUMNS / (x1 - x0 + 1), down = (double) ROWS / (y1 - y0 + 1);
    for (guint y = y0; y <= y1; y++)
        for (guint x = x0; x <= x1; x++) {
            if (gray[(gsize) y * width + x] >= INK)
                continue;
            double from_row = (y - y0) * down, to_row = from_row + down;
            double from_column = (x - x0) * across, to_column = from_column + across;
            for (guint row = (guint) from_row; row < ROWS && row < to_row; row++)
                for (guint column = (guint) from_column; column < COLUMNS && column < to_column; column++)
                    cells[row * COLUMNS + column] += (MIN (to_row, row + 1) - MAX (from_row, row))
                                                     * (MIN (to_column, column + 1) - MAX (from_column, column));
        }
    return print_bits (cells);
}

int
imagehash_distance (const char *a, const char *b)
{
    if (!a || !b || strlen (a) != IMAGEHASH_DIGITS || strlen (b) != IMAGEHASH_DIGITS)
        return -1;
    int bits = 0;
    for (guint i = 0; i < IMAGEHASH_DIGITS; i++) {
        int x = g_ascii_xdigit_value (a[i]), y = g_ascii_xdigit_value (b[i]);
        if (x < 0 || y < 0)
            return -1;
        bits += __builtin_popcount ((guint) (x ^ y));
    }
    return bits;
}
