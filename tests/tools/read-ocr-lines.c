/* read-ocr-lines TRAINEDDATA: reads the pictures of handwritten lines named on standard input, one path a line, as case-ocr reads a line that
 * it has cut out, and prints a row for each word: the number of the line (1 first), confidence, word. Beside TRAINEDDATA stands its
 * .calibration, as case-ocr wants it. */
#include <glib.h>
#include <stdio.h>
#include <sysexits.h>

#include "stages/ocr/prepare.h"
#include "stages/ocr/views.h"

#define DPI 300 /* the recogniser goes by the height of the line */

static gboolean
read_picture (struct engine *hand, const char *path, int number)
{
    PIX *picture = pixRead (path), *grey = picture ? pixConvertTo8 (picture, 0) : NULL;
    double lengths = VIEWS_LENGTHS;
    g_autoptr (GArray) words = grey ? views_read (hand, grey, DPI, &lengths) : NULL;

    for (guint i = 0; words && i < words->len; i++) {
        const struct seen_word *word = &g_array_index (words, struct seen_word, i);
        printf ("%d\t%d\t%s\n", number, word->confidence, word->text);
    }
    pixDestroy (&picture);
    pixDestroy (&grey);
    return words != NULL;
}

int
main (int argc, char **argv)
{
    g_autoptr (GError) error = NULL;
    char path[4096];
    int number = 0;

    if (argc != 2) {
        fputs ("usage: read-ocr-lines TRAINEDDATA < PATHS\n", stderr);
        return EX_USAGE;
    }
    g_autoptr (engine_t) engine = engine_new ("eng", NULL, &error);
    if (!engine || !engine_set_hand (engine, argv[1], &error) || !engine_hand (engine)) {
        fprintf (stderr, "read-ocr-lines: %s\n", error ? error->message : "the model cannot be loaded");
        return EX_CONFIG;
    }
    while (fgets (path, sizeof path, stdin)) {
        g_strchomp (path);
        if (!read_picture (engine_hand (engine), path, ++number)) {
            fprintf (stderr, "read-ocr-lines: %s: not a picture\n", path);
            return EX_DATAERR;
        }
    }
    return 0;
}
