#include "stages/ocr/worth.h"

#include <stdio.h>

#define COLUMNS 4

G_DEFINE_QUARK (worth_error, worth_error)

struct worth {
    guint8 right[101][COLUMNS];
};

/* Fills the confidences after `from` up to `to`, evenly. */
static void
fill (struct worth *worth, int from, int to, const int *values)
{
    for (int c = from + 1; c <= to; c++)
        for (int i = 0; i < COLUMNS; i++) {
            int before = from < 0 ? values[i] : worth->right[from][i];
            worth->right[c][i] = (guint8) (before + (values[i] - before) * (c - from) / (to - from));
        }
}

static gboolean
read_line (struct worth *worth, const char *line, int *last)
{
    int confidence, values[COLUMNS], used = 0;

    if (sscanf (line, "%d %d %d %d %d %n", &confidence, &values[0], &values[1], &values[2], &values[3], &used) != 5
        || line[used] || confidence <= *last || confidence > 100 || (*last < 0 && confidence != 0))
        return FALSE;
    for (int i = 0; i < COLUMNS; i++)
        if (values[i] < 0 || values[i] > 100)
            return FALSE;
    fill (worth, *last, confidence, values);
    *last = confidence;
    return TRUE;
}

struct worth *
worth_load (const char *path, GError **error)
{
    g_autofree char *content = NULL;
    g_autoptr (GError) failure = NULL;
    g_autoptr (worth_t) worth = g_new0 (struct worth, 1);
    int last = -1;

    if (!g_file_get_contents (path, &content, NULL, &failure)) {
        g_set_error_literal (error, WORTH_ERROR, WORTH_ERROR_TABLE, failure->message);
        return NULL;
    }
    g_auto (GStrv) lines = g_strsplit (content, "\n", -1);
    for (guint i = 0; lines[i]; i++) {
        if (!*lines[i] || *lines[i] == '#')
            continue;
        if (!read_line (worth, lines[i], &last)) {
            g_set_error (error, WORTH_ERROR, WORTH_ERROR_TABLE, "%s:%u: no line of a table of confidences", path,
                         i + 1);
            return NULL;
        }
    }
    if (last != 100) {
        g_set_error (error, WORTH_ERROR, WORTH_ERROR_TABLE, "%s: the table does not go up to 100", path);
        return NULL;
    }
    return g_steal_pointer (&worth);
}

void
worth_free (struct worth *worth)
{
    g_free (worth);
}

int
worth_of (const struct worth *worth, int confidence, char model, gboolean digits)
{
    return worth->right[CLAMP (confidence, 0, 100)][(model == 'h' ? 2 : 0) + (digits ? 1 : 0)];
}
