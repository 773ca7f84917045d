/* What persons say of a page, put into its record: in the right place, or not at all. */
#include "stages/ocr/amend.h"

#include <string.h>

#include "common/record.h"
#include "common/words.h"

#define PAGE                                                                                                          \
    "{\"v\":1,\"type\":\"page\",\"document\":\"F1\",\"page\":1,\"source\":\"ocr\",\"text\":\"left C349 facet\\n6O% "  \
    "relief\","                                                                                                       \
    "\"words\":\"0 4 0 0 100 20 90 p;5 4 110 0 200 20 40 p?;10 5 210 0 300 20 90 p;16 3 0 40 80 60 50 p?;20 6 90 40 " \
    "200 60 "                                                                                                         \
    "80 p\",\"confidence\":70,\"legibility\":\"poor\",\"blank\":false,\"error\":null}"

static cJSON *
parse (const char *text)
{
    g_autoptr (GError) error = NULL;
    cJSON *json = record_parse_json (text, strlen (text), &error);
    g_assert_no_error (error);
    return json;
}

/* The page with corrections applied, each "KEYS" of a record; the caller deletes. */
static cJSON *
amended (const char *const *corrections)
{
    g_autoptr (amendments_t) amendments = amendments_new ();
    for (guint i = 0; corrections[i]; i++) {
        g_autofree char *text =
            g_strdup_printf ("{\"id\":\"K%u\",\"document\":\"F1\",\"page\":1,%s}", i + 1, corrections[i]);
        cJSON *correction = parse (text);
        amendments_note (amendments, correction);
        cJSON_Delete (correction);
    }
    cJSON *page = parse (PAGE);
    if (amendments_wanted (amendments, page))
        amendments_apply (amendments, page);
    return page;
}

/* Text, words of the person as "TEXT x0-x1", and outcomes, in one line. */
static void
check (const char *const *corrections, const char *text, const char *human, const char *outcomes)
{
    cJSON *page = amended (corrections);
    g_autoptr (GString) got = g_string_new (NULL), told = g_string_new (NULL);
    g_autoptr (GArray) words = words_unpack (record_string (page, "words"), NULL);
    g_assert_nonnull (words);
    for (guint i = 0; i < words->len; i++) {
        const struct word *word = &g_array_index (words, struct word, i);
        g_autofree char *said =
            g_utf8_substring (record_string (page, "text"), word->start, word->start + word->length);
        if (word->model == 'm')
            g_string_append_printf (got, "%s%s %.0f-%.0f", got->len ? "; " : "", said, word->x0, word->x1);
    }
    const cJSON *outcome;
    cJSON_ArrayForEach (outcome, record_get (page, "corrections"))
        g_string_append_printf (told, "%s%s %s", told->len ? "; " : "", record_string (outcome, "id"),
                                record_string (outcome, "outcome"));
    g_assert_cmpstr (record_string (page, "text"), ==, text);
    g_assert_cmpstr (got->str, ==, human);
    g_assert_cmpstr (told->str, ==, outcomes);
    if (told->len)
        g_assert_cmpstr (record_string (record_get (page, "reading"), "text"), ==, "left C349 facet\n6O% relief");
    cJSON_Delete (page);
}

#define WORDS(action, was, now, from, to, box, file)                                                               \
    "\"about\":\"words\",\"action\":\"" action "\",\"was\":\"" was "\",\"now\":\"" now "\",\"span\":[" from "," to \
    "],\"box\":" box ",\"sha256\":\"" file "\",\"error\":null"
#define HERE "[11,0,20,2]"
#define AWAY "[200,500,240,520]"

static void
test_words (void)
{
    check ((const char *const[]){ WORDS ("correct", "C349", "C3,4,5", "5", "9", HERE, "a"), NULL },
           "left C3,4,5 facet\n6O% relief", "C3,4,5 11-20", "K1 applied");
    check ((const char *const[]){ WORDS ("confirm", "left", "", "0", "4", "null", "a"), NULL },
           "left C349 facet\n6O% relief", "left 0-10", "K1 applied");
    check ((const char *const[]){ WORDS ("reject", "6O%", "", "16", "19", "null", "a"), NULL },
           "left C349 facet\n[\xe2\x80\xa6] relief", "[\xe2\x80\xa6] 0-8", "K1 applied");
    /* more words than before share the place by their length; part of a word means the whole of it */
    check ((const char *const[]){ WORDS ("correct", "C349", "C3 4 5", "5", "9", HERE, "a"), NULL },
           "left C3 4 5 facet\n6O% relief", "C3 11-14; 4 16-17; 5 18-20", "K1 applied");
    check ((const char *const[]){ WORDS ("correct", "6O", "60", "16", "18", "null", "a"), NULL },
           "left C349 facet\n60% relief", "60% 0-8", "K1 applied");
    /* two of one file are about one text, in whatever order */
    check ((const char *const[]){ WORDS ("correct", "left", "bilateral", "0", "4", "null", "a"),
                                  WORDS ("correct", "6O%", "60%", "16", "19", "null", "a"), NULL },
           "bilateral C349 facet\n60% relief", "bilateral 0-10; 60% 0-8", "K1 applied; K2 applied");
}

static void
test_other_text (void)
{
    check ((const char *const[]){ WORDS ("correct", "C348", "C3,4,5", "5", "9", HERE, "a"), NULL },
           "left C349 facet\n6O% relief", "", "K1 differs");
    /* the text has moved: the words at the box are found, others are not */
    check ((const char *const[]){ WORDS ("correct", "C349", "C3,4,5", "7", "11", HERE, "a"), NULL },
           "left C3,4,5 facet\n6O% relief", "C3,4,5 11-20", "K1 applied");
    check ((const char *const[]){ WORDS ("correct", "C349", "C3,4,5", "7", "11", AWAY, "a"), NULL },
           "left C349 facet\n6O% relief", "", "K1 differs");
    check ((const char *const[]){ WORDS ("correct", "C348", "C349", "7", "11", HERE, "a"), NULL },
           "left C349 facet\n6O% relief", "", "K1 already");
    check ((const char *const[]){ WORDS ("correct", "x", "y", "90", "91", "null", "a"), NULL },
           "left C349 facet\n6O% relief", "", "K1 differs");
    /* or the words between what stood around them, where that is told and stands once */
    check ((const char *const[]){ WORDS ("correct", "C349", "C3,4,5", "7", "11", "null",
                                         "a") ",\"before\":\"left \",\"after\":\" facet\\n6O\"",
                                  NULL },
           "left C3,4,5 facet\n6O% relief", "C3,4,5 11-20", "K1 applied");
    check ((const char *const[]){ WORDS ("correct", "C349", "C3,4,5", "7", "11", "null",
                                         "a") ",\"before\":\"right \",\"after\":\" facet\\n6O\"",
                                  NULL },
           "left C349 facet\n6O% relief", "", "K1 differs");
    check (
        (const char *const[]){
            WORDS ("correct", "C349", "C3,4,5", "7", "11", "null", "a") ",\"before\":\" \",\"after\":\" \"", NULL },
        "left C349 facet\n6O% relief", "", "K1 differs");
    /* two about the same words: the first one stands */
    check ((const char *const[]){ WORDS ("correct", "C349", "C3,4,5", "5", "9", HERE, "a"),
                                  WORDS ("correct", "C349 facet", "nothing", "5", "15", "null", "a"), NULL },
           "left C3,4,5 facet\n6O% relief", "C3,4,5 11-20", "K1 applied; K2 differs");
    /* a later file is about the text that the earlier one left */
    check ((const char *const[]){ WORDS ("correct", "C349", "C3,4,5", "5", "9", HERE, "a"),
                                  WORDS ("correct", "C3,4,5", "C3-5", "5", "11", HERE, "b"), NULL },
           "left C3-5 facet\n6O% relief", "C3-5 11-20", "K1 applied; K2 applied");
    check ((const char *const[]){ WORDS ("correct", "C349", "C3,4,5", "5", "9", HERE, "a"),
                                  WORDS ("correct", "C349", "C4", "5", "9", HERE, "b"), NULL },
           "left C3,4,5 facet\n6O% relief", "C3,4,5 11-20", "K1 applied; K2 differs");
}

#define TYPED(text, file) \
    "\"about\":\"page\",\"action\":\"transcript\",\"text\":\"" text "\",\"sha256\":\"" file "\",\"error\":null"

static void
test_transcript (void)
{
    const char *const one[] = { TYPED ("left C3,4,5 facet\\n60% relief", "a"), NULL };
    check (one, "left C3,4,5 facet\n60% relief", "left 0-10; C3,4,5 11-20; facet 21-30; 60% 0-8; relief 9-20",
           "K1 applied");
    cJSON *page = amended (one);
    g_assert_cmpstr (record_string (page, "source"), ==, "human");
    g_assert_cmpstr (record_string (page, "legibility"), ==, "good");
    g_assert_true (cJSON_IsNull (record_get (page, "confidence")));
    g_assert_cmpstr (record_string (record_get (page, "reading"), "source"), ==, "ocr");
    g_assert_cmpstr (record_string (record_get (page, "reading"), "legibility"), ==, "poor");
    cJSON_Delete (page);
    check ((const char *const[]){ TYPED ("facet", "a"), TYPED ("right C349", "b"), NULL }, "right C349",
           "right 0-10; C349 11-20", "K1 superseded; K2 applied");
    check ((const char *const[]){ TYPED ("of no use", "a") ",\"x\":1", "\"about\":\"fact\",\"action\":\"reject\"",
                                  "\"about\":\"words\",\"error\":{\"reason\":\"broken\"}", NULL },
           "of no use", "", "K1 applied"); /* nothing of it is like what was read: no boxes */
    check ((const char *const[]){ "\"about\":\"fact\",\"action\":\"reject\",\"error\":null", NULL },
           "left C349 facet\n6O% relief", "", "");
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/amend/words", test_words);
    g_test_add_func ("/amend/other-text", test_other_text);
    g_test_add_func ("/amend/transcript", test_transcript);
    return g_test_run ();
}
