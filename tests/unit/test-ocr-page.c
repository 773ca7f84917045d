/* What is said about a page: legibility, doubtful digits, a hand; a text layer and an image put together; places. */
#include <math.h>
#include <string.h>

#include "stages/ocr/engine.h"
#include "stages/ocr/hand.h"
#include "stages/ocr/legibility.h"
#include "stages/ocr/merge.h"
#include "stages/ocr/prepare.h"
#include "stages/ocr/reread.h"
#include "tests/unit/ocr_words.h"

static void
add (GArray *words, const char *text, int confidence, gboolean dictionary, guint line)
{
    struct seen_word word = { g_strdup (text),
                              0,
                              0,
                              10 * (int) strlen (text),
                              20,
                              confidence,
                              dictionary,
                              1,
                              line,
                              0,
                              'p',
                              NULL,
                              NULL,
                              0,
                              0,
                              0 };

    g_array_append_val (words, word);
}

static void
test_legibility (void)
{
    g_autoptr (GArray) words = new_words ();

    g_assert_cmpfloat (legibility_share (words), ==, -1);
    g_assert_cmpstr (legibility_name (legibility_share (words)), ==, "poor");
    add (words, "neck", 60, TRUE, 1);        /* well */
    add (words, "pain", 59, TRUE, 1);        /* unsure */
    add (words, "9/11/2014", 60, FALSE, 1);  /* a pattern */
    add (words, "gabapentin", 85, FALSE, 1); /* no list holds it, but sure */
    add (words, "gahapenlin", 84, FALSE, 1);
    add (words, "--", 10, FALSE, 1); /* no word */
    g_assert_cmpfloat_with_epsilon (legibility_share (words), 3.0 / 5, 1e-9);
    g_assert_cmpstr (legibility_name (0.75), ==, "good");
    g_assert_cmpstr (legibility_name (0.749), ==, "fair");
    g_assert_cmpstr (legibility_name (0.5), ==, "fair");
    g_assert_cmpstr (legibility_name (0.499), ==, "poor");
}

static void
test_reread (void)
{
    const struct reading same = { "03/15/2014,", 40 }, other = { "08/15/2014", 90 }, again = { "(08/15/2014)", 80 },
                         unsure = { "08/15/2014", 79 }, third = { "06/15/2014", 95 }, letters = { "date", 99 },
                         none = { NULL, 0 };

    g_assert_true (reread_same_digits ("L4-5", "L4\u20135."));
    g_assert_false (reread_same_digits ("3.5", "35"));
    g_assert_true (reread_same_digits ("5.", "5"));
    g_assert_true (reread_confirms ("50%", "504")); /* what is no digit may be read as one */
    g_assert_false (reread_confirms ("50%", "604"));
    g_assert_true (reread_confirms ("C5", "CS"));
    g_assert_false (reread_confirms ("C5", "CG"));
    g_assert_false (reread_confirms ("C5", "S"));

    g_assert_cmpint (reread_decide ("03/15/2014", &same, NULL), ==, REREAD_AGREED);
    g_assert_cmpint (reread_decide ("03/15/2014", &other, &same), ==, REREAD_AGREED);
    g_assert_cmpint (reread_decide ("03/15/2014", &other, &again), ==, REREAD_IMAGE);
    g_assert_cmpint (reread_decide ("03/15/2014", &other, NULL), ==, REREAD_UNSURE);
    g_assert_cmpint (reread_decide ("03/15/2014", &other, &unsure), ==, REREAD_UNSURE);
    g_assert_cmpint (reread_decide ("03/15/2014", &other, &third), ==, REREAD_UNSURE);
    g_assert_cmpint (reread_decide ("03/15/2014", &letters, &letters), ==, REREAD_UNSURE);
    g_assert_cmpint (reread_decide ("03/15/2014", &none, &other), ==, REREAD_UNSURE);
    g_assert_cmpint (reread_decide ("03/15/2014", &none, &none), ==, REREAD_UNSURE);
}

static void
test_doubtful (void)
{
    const struct seen_word sure = { .text = (char *) "C4", .confidence = 80 },
                           unsure = { .text = (char *) "C4", .confidence = 79 },
                           letters = { .text = (char *) "neck", .confidence = 10 },
                           hand = { .text = (char *) "C4", .confidence = 97, .hand = 1 },
                           print = { .text = (char *) "C4", .confidence = 95 };

    g_assert_false (legibility_doubtful (&sure, FALSE));
    g_assert_true (legibility_doubtful (&unsure, FALSE));
    g_assert_false (legibility_doubtful (&letters, FALSE));
    g_assert_true (legibility_doubtful (&hand, FALSE));
    g_assert_true (legibility_doubtful (&sure, TRUE));
    g_assert_false (legibility_doubtful (&print, TRUE));
    g_assert_false (legibility_doubtful (&letters, TRUE));
}

static void
test_calibrate (void)
{
    g_autoptr (GArray) clean = new_words ();
    g_autoptr (GArray) dirty = new_words ();

    add (clean, "sure", 96, TRUE, 1);
    add (clean, "good", 92, TRUE, 1);
    add (clean, "hand", 96, TRUE, 1);
    g_array_index (clean, struct seen_word, 2).hand = 1;
    legibility_calibrate (clean, NULL);
    g_assert_cmpint (g_array_index (clean, struct seen_word, 0).confidence, ==, 96);
    g_assert_cmpint (g_array_index (clean, struct seen_word, 1).confidence, ==, 92);
    g_assert_cmpint (g_array_index (clean, struct seen_word, 2).confidence, ==, 89);
    add (dirty, "sure", 96, TRUE, 1);
    add (dirty, "good", 92, TRUE, 1);
    add (dirty, "poor", 40, TRUE, 1);
    legibility_calibrate (dirty, NULL);
    g_assert_cmpint (g_array_index (dirty, struct seen_word, 0).confidence, ==, 96);
    g_assert_cmpint (g_array_index (dirty, struct seen_word, 1).confidence, ==, 89);
    g_assert_cmpint (g_array_index (dirty, struct seen_word, 2).confidence, ==, 40);
}

/* A word of eight stems on a level; or, as a hand has it, leaning and hopping. */
static void
draw_word (PIX *page, int x, int y, gboolean hand)
{
    static const int lean[] = { 6, 9, 5, 8, 10, 6, 9, 7 }, hop[] = { 0, 4, -3, 5, -4, 2, -5, 3 };

    for (int i = 0; i < 8; i++) {
        int at = x + 16 * i, top = hand ? y + hop[i] : y, foot = hand ? y + 24 + hop[7 - i] : y + 24;
        pixRenderLine (page, at + (hand ? lean[i] : 0), top, at, foot, 3, L_SET_PIXELS);
        pixRenderLine (page, at, foot, at + 7, foot, 2, L_SET_PIXELS);
    }
}

static void
add_drawn (GArray *words, PIX *page, int x, int y, guint line, gboolean hand)
{
    struct seen_word word = {
        g_strdup ("littltli"), x - 2, y - 8, x + 130, y + 34, 88, TRUE, 1, line, 0, 'p', NULL, NULL, 0, 0, 0
    };

    draw_word (page, x, y, hand);
    g_array_append_val (words, word);
}

static void
test_hand_found (void)
{
    static const int printed[] = {
        0, 7, 28, 1, 19, 20, 4, 2
    }; /* off the even steps of typewriting, which is no hand */
    g_autoptr (PIX) page = pixCreate (1700, 2200, 1);
    g_autoptr (GArray) words = new_words ();

    for (int i = 0; i < 40; i++)
        add_drawn (words, page, 100 + 160 * (i % 8) + printed[i % 8], 100 + 60 * (i / 8), (guint) (1 + i / 8), i >= 36);
    pixRenderLine (page, 100, 371, 1500, 371, 2, L_SET_PIXELS); /* the form's line under it */
    hand_find (words, page, 200);
    for (guint i = 0; i < 40; i++)
        g_assert_cmpint (g_array_index (words, struct seen_word, i).hand > 0, ==, i >= 36);
    g_assert_cmpfloat_with_epsilon (hand_share (words), 0.1, 1e-9);
    g_assert_true (hand_found (words));
    g_array_set_size (words, 36);
    g_assert_false (hand_found (words));
}

/* Neighbours are judged together; one doubtful word among print is print. */
static void
test_hand_line (void)
{
    const double print[] = { -3, -2, 1.5, -3 }, phrase[] = { -3, -2, 3, -0.5, 2 };
    gboolean hand[5];

    hand_judge_line (print, 4, hand);
    for (int i = 0; i < 4; i++)
        g_assert_false (hand[i]);
    hand_judge_line (phrase, 5, hand);
    for (int i = 0; i < 5; i++)
        g_assert_cmpint (hand[i], ==, i >= 2);
    hand_judge_line (NULL, 0, NULL);
}

static cJSON *
recognised (void)
{
    cJSON *result = cJSON_CreateObject ();

    /* "Neck pain" on one line, "Page 1" on the next; "Neck" stands where the layer's word stands. */
    cJSON_AddStringToObject (result, "text", "Neck pain\nPage 1");
    cJSON_AddStringToObject (
        result, "words",
        "0 4 100 100 200 120 90 p;5 4 210 100 300 120 91 p;10 4 100 700 190 720 92 p;15 1 200 700 210 720 70 p?");
    cJSON_AddNumberToObject (result, "rotation", 0);
    cJSON_AddFalseToObject (result, "blank");
    return result;
}

static void
test_merge (void)
{
    cJSON *record = cJSON_CreateObject (), *result = recognised ();

    cJSON_AddStringToObject (record, "layer_text", "N\u00e9ck");
    cJSON_AddStringToObject (record, "layer_words", "0 4 101 99 199 121 - t");
    cJSON_AddNumberToObject (record, "rotation", 0);
    merge_layer (record, result);
    g_assert_cmpstr (cJSON_GetStringValue (cJSON_GetObjectItem (result, "text")), ==, "N\u00e9ck\n\npain\nPage 1");
    g_assert_cmpstr (
        cJSON_GetStringValue (cJSON_GetObjectItem (result, "words")), ==,
        "0 4 101 99 199 121 - t;6 4 210 100 300 120 91 p;11 4 100 700 190 720 92 p;16 1 200 700 210 720 70 p?");
    cJSON_Delete (record);
    cJSON_Delete (result);
}

/* What is said of the spelling of a word goes with it, and is dropped with a word that the layer has. */
static void
test_merge_respelt (void)
{
    cJSON *record = cJSON_CreateObject (), *result = recognised ();

    cJSON_AddStringToObject (record, "layer_text", "N\u00e9ck");
    cJSON_AddStringToObject (record, "layer_words", "0 4 101 99 199 121 - t");
    cJSON_AddNumberToObject (record, "rotation", 0);
    cJSON_AddItemToObject (result, "respelt",
                           cJSON_Parse ("[{\"start\":0,\"length\":4,\"read\":\"Nock\",\"others\":[]},"
                                        "{\"start\":5,\"length\":4,\"read\":\"poin\",\"others\":[\"pawn\"]}]"));
    merge_layer (record, result);
    g_autofree char *respelt = cJSON_PrintUnformatted (cJSON_GetObjectItem (result, "respelt"));
    g_assert_cmpstr (respelt, ==, "[{\"start\":6,\"length\":4,\"read\":\"poin\",\"others\":[\"pawn\"]}]");
    cJSON_Delete (record);
    cJSON_Delete (result);
}

/* The layer was read on the page as displayed, 800 by 600 points; upright it is 600 by 800, and lay turned clockwise by 90. */
static void
test_merge_turned (void)
{
    cJSON *record = cJSON_CreateObject (), *result = recognised ();

    cJSON_AddStringToObject (record, "layer_text", "Neck");
    cJSON_AddStringToObject (record, "layer_words", "0 4 6800 100 6900 200 - t");
    cJSON_AddNumberToObject (record, "rotation", 0);
    cJSON_AddNumberToObject (record, "width", 800);
    cJSON_AddNumberToObject (record, "height", 600);
    cJSON_ReplaceItemInObject (result, "rotation", cJSON_CreateNumber (90));
    cJSON_ReplaceItemInObject (result, "words",
                               cJSON_CreateString ("0 4 100 1100 200 1200 90 p;5 4 210 100 300 120 91 p"));
    merge_layer (record, result);
    g_assert_cmpstr (cJSON_GetStringValue (cJSON_GetObjectItem (result, "text")), ==, "Neck\n\npain");
    g_assert_cmpstr (cJSON_GetStringValue (cJSON_GetObjectItem (result, "words")), ==,
                     "0 4 100 1100 200 1200 - t;6 4 210 100 300 120 91 p");
    cJSON_Delete (record);
    cJSON_Delete (result);
}

static void
test_merge_without_layer (void)
{
    cJSON *record = cJSON_CreateObject (), *result = recognised ();

    merge_layer (record, result);
    g_assert_cmpstr (cJSON_GetStringValue (cJSON_GetObjectItem (result, "text")), ==, "Neck pain\nPage 1");
    cJSON_Delete (record);
    cJSON_Delete (result);
}

/* A dot drawn on a page and turned with it comes back to where it was drawn. */
static void
test_place (void)
{
    PIX *page = pixCreate (1700, 2200, 8);
    BOX *dot = boxCreate (1400, 300, 10, 10), *ink = NULL;
    double points[4];

    pixSetAll (page);
    pixClearInRect (page, dot);
    g_autoptr (PIX) turned = prepare_level (page, 2.5);
    g_autoptr (PIX) bilevel = prepare_bilevel (turned);
    g_assert_cmpint (pixClipToForeground (bilevel, NULL, &ink), ==, 0);
    l_int32 x, y, w, h;
    boxGetGeometry (ink, &x, &y, &w, &h);
    g_assert_cmpint (ABS (x - 1400) + ABS (y - 300), >, 20); /* it did move */
    const int pixels[4] = { x, y, x + w, y + h };
    prepare_place (turned, 2.5, 612, 792, pixels, points);
    g_assert_cmpfloat_with_epsilon ((points[0] + points[2]) / 2, 1405 * 0.36, 0.5);
    g_assert_cmpfloat_with_epsilon ((points[1] + points[3]) / 2, 305 * 0.36, 0.5);
    boxDestroy (&dot);
    boxDestroy (&ink);
    pixDestroy (&page);
}

/* Runs are what an opening with a line leaves, up to the edges. */
static void
test_runs (void)
{
    g_autoptr (PIX) page = pixCreate (203, 151, 1);
    guint32 seed = 7;

    for (int i = 0; i < 400; i++) { /* pieces of lines, some of which touch */
        seed = seed * 1664525 + 1013904223;
        gboolean down = seed >> 31;
        pixRasterop (page, (int) (seed >> 8) % 203, (int) (seed >> 16) % 151, down ? 1 : (int) (seed >> 20) % 40,
                     down ? (int) (seed >> 20) % 40 : 1, PIX_SET, NULL, 0, 0);
    }
    for (int length = 1; length < 60; length++) {
        for (int down = 0; down < 2; down++) {
            g_autoptr (PIX) runs = prepare_runs (page, length, down);
            g_autoptr (PIX) opened = pixOpenBrick (NULL, page, down ? 1 : length, down ? length : 1);
            l_int32 same = FALSE;
            pixEqual (runs, opened, &same);
            g_assert_true (same);
        }
    }
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/ocr/legibility", test_legibility);
    g_test_add_func ("/ocr/doubtful", test_doubtful);
    g_test_add_func ("/ocr/reread", test_reread);
    g_test_add_func ("/ocr/calibrate", test_calibrate);
    g_test_add_func ("/ocr/hand/found", test_hand_found);
    g_test_add_func ("/ocr/hand/line", test_hand_line);
    g_test_add_func ("/ocr/merge", test_merge);
    g_test_add_func ("/ocr/merge-respelt", test_merge_respelt);
    g_test_add_func ("/ocr/merge-turned", test_merge_turned);
    g_test_add_func ("/ocr/merge-without-layer", test_merge_without_layer);
    g_test_add_func ("/ocr/place", test_place);
    g_test_add_func ("/ocr/runs", test_runs);
    return g_test_run ();
}
