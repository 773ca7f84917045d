/* Words of the field in the place of words that are none: where there is one that it can have been, and not otherwise. */
#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "stages/ocr/lexicon.h"

static struct lexicon *lexicon;

/* The ordinary words are these; the real ones are in the recogniser's list. */
static gboolean
is_ordinary (const char *word, gpointer data)
{
    static const char *const words[] = { "information", "nationals", "prevention", "lumber", "instance" };

    (void) data;
    for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
        if (strcmp (word, words[i]) == 0)
            return TRUE;
    return FALSE;
}

static void
check (const char *read, const char *wanted)
{
    g_autofree char *meant = lexicon_correct (lexicon, read, is_ordinary, NULL, NULL);
    g_assert_cmpstr (meant, ==, wanted);
}

static void
write_file (const char *folder, const char *name, const char *content)
{
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_assert_true (g_file_set_contents (path, content, -1, NULL));
}

static void
remove_file (const char *folder, const char *name)
{
    g_autofree char *path = g_build_filename (folder, name, NULL);
    g_assert_cmpint (g_unlink (path), ==, 0);
}

static struct lexicon *
load_words (void)
{
    g_autofree char *folder = g_dir_make_tmp ("lexicon-XXXXXX", NULL);
    g_autoptr (GError) error = NULL;

    g_assert_nonnull (folder);
    write_file (folder, "drugs.rules",
                "list medication.a\n  term gabapentin | Neurontin | tizanidine/Zanaflex => generic=gabapentin\n"
                "  match (?:notaterm)\n  + alsonoterm => [alsonoterm]\n");
    write_file (folder, "lexicon.words",
                "# commented words are no words\nlumbar radiculopathy paraspinal paraspinous\nflexion extension "
                "abduction adduction\n");
    write_file (folder, "other.sql", "  term sqlisnolexicon\n");
    struct lexicon *loaded = lexicon_load (folder, &error);
    g_assert_no_error (error);
    remove_file (folder, "drugs.rules");
    remove_file (folder, "lexicon.words");
    remove_file (folder, "other.sql");
    g_rmdir (folder);
    return loaded;
}

static void
test_correct (void)
{
    check ("gabapenten", "gabapentin");
    check ("Gabapentm", "Gabapentin");
    check ("gabpntm", NULL); /* too far for its length */
    check ("radicnlopathy,", "radiculopathy,");
    check ("(Zanaflox)", "(Zanaflex)");
    check ("TIZAMIDINE.", "TIZANIDINE.");
    check ("extemsion", "extension");
}

static void
test_left_alone (void)
{
    check ("gabapentin", NULL); /* a word of the field */
    check ("Lumber", NULL);     /* an ordinary word */
    check ("prevension", NULL); /* one letter from an ordinary word */
    check ("L4-5", NULL);       /* no letters alone */
    check ("10mg", NULL);
    check ("flxion2", NULL);
    check ("lumba", NULL);     /* too short */
    check ("commenter", NULL); /* what a comment says */
    check ("notaterms", NULL); /* what is no term */
    check ("sqlisnolexicom", NULL);
    check ("", NULL);
    check ("((((", NULL);
    check ("radiculop\u00e1thy", NULL);
    g_autofree char *endless = g_strnfill (5000, 'a');
    check (endless, NULL);
}

static void
test_others (void)
{
    g_autoptr (GPtrArray) others = g_ptr_array_new_with_free_func (g_free);
    g_autofree char *meant = lexicon_correct (lexicon, "Paraspinals", is_ordinary, NULL, others);

    g_assert_cmpstr (meant, ==, "Paraspinal");
    g_assert_cmpuint (others->len, ==, 1);
    g_assert_cmpstr (others->pdata[0], ==, "Paraspinous");
    g_ptr_array_set_size (others, 0);
    g_autofree char *either = lexicon_correct (lexicon, "anduction", is_ordinary, NULL, others);
    g_assert_null (either); /* as near to the one as to the other */
    g_assert_cmpuint (others->len, ==, 2);
}

static void
test_missing (void)
{
    g_autoptr (GError) error = NULL;

    g_assert_null (lexicon_load ("/nonexistent/patterns", &error));
    g_assert_nonnull (error);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    lexicon = load_words ();
    g_test_add_func ("/lexicon/correct", test_correct);
    g_test_add_func ("/lexicon/left-alone", test_left_alone);
    g_test_add_func ("/lexicon/others", test_others);
    g_test_add_func ("/lexicon/missing", test_missing);
    int failed = g_test_run ();
    lexicon_free (lexicon);
    return failed;
}
