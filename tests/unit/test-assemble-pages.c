/* Fingerprints of pages, copies and identities: what must be called the same, and what must not. */
#include <glib.h>
#include <string.h>

#include "stages/assemble/fingerprint.h"
#include "stages/assemble/pages.h"

static const char NOTE[] = "The patient returns for follow up of neck pain. She reports that the pain has been "
                           "constant since the last visit and\n"
                           "rates it at 7 out of 10. Sleep is poor. She takes naproxen 500 mg twice a day without side "
                           "effects. On examination\n"
                           "there is tenderness over the left facet joints at C4-5 and C5-6, and extension with "
                           "rotation is painful. Strength is\n"
                           "5/5 in both arms, and sensation is intact. The plan is to continue the home exercises and "
                           "to return in six weeks.\n"
                           "Work is modified: no lifting of more than ten pounds, no overhead work. The patient agrees "
                           "with the plan as stated.\n";

static struct fingerprint *
fingerprint_of (const char *format, ...)
{
    va_list arguments;
    va_start (arguments, format);
    g_autofree char *text = g_strdup_vprintf (format, arguments);
    va_end (arguments);
    return fingerprint_new (text);
}

static void
test_fax_lines (void)
{
    struct fingerprint *plain = fingerprint_of ("%s", NOTE);
    struct fingerprint *faxed = fingerprint_of ("07/14/2014 09:31 FROM: CLINIC TO: 5550100 P.03/12\n\n%s", NOTE);
    struct fingerprint *footed = fingerprint_of ("%s\nReceived by fax 07/15/2014\n", NOTE);
    g_assert_cmpstr (plain->hash, ==, faxed->hash);
    g_assert_cmpstr (plain->hash, ==, footed->hash);
    g_assert_cmpuint (plain->header_lines, ==, 0);
    g_assert_cmpuint (faxed->header_lines, ==, 1);
    fingerprint_free (plain);
    fingerprint_free (faxed);
    fingerprint_free (footed);
}

static void
test_spacing_and_case (void)
{
    struct fingerprint *a = fingerprint_of ("Neck pain, constant.\nPlan: exercise"),
                       *b = fingerprint_of ("NECK  PAIN constant plan\n\nexercise");
    g_assert_cmpstr (a->hash, ==, b->hash);
    fingerprint_free (a);
    fingerprint_free (b);
    g_assert_null (fingerprint_of (" \n . - \n"));
}

static void
test_similarity (void)
{
    struct fingerprint *a = fingerprint_of ("one two three four five six"),
                       *b = fingerprint_of ("one two three four five seven");
    /* Three runs of four words each, two of them shared: 2 of 4. Five of seven different words are shared. */
    g_assert_cmpfloat_with_epsilon (fingerprint_shingle_similarity (a, b), 0.5, 1e-9);
    g_assert_cmpfloat_with_epsilon (fingerprint_word_similarity (a, b), 5.0 / 7, 1e-9);
    g_assert_cmpfloat (fingerprint_number_similarity (a, b), ==, 1);
    fingerprint_free (a);
    fingerprint_free (b);
    a = fingerprint_of ("C4-5 and 2014");
    b = fingerprint_of ("C4-5 and 2015");
    /* c4, 5, 2014 against c4, 5, 2015. */
    g_assert_cmpfloat_with_epsilon (fingerprint_number_similarity (a, b), 0.5, 1e-9);
    fingerprint_free (a);
    fingerprint_free (b);
}

/* Pages that share all but a few words must meet under some key. */
static void
test_keys_meet (void)
{
    g_autoptr (GRand) random = g_rand_new_with_seed (20240607);
    for (guint round = 0; round < 40; round++) {
        g_autoptr (GString) text = g_string_new (NULL), copy = g_string_new (NULL);
        for (guint i = 0; i < 250; i++) {
            guint word = g_rand_int (random) % 5000;
            g_string_append_printf (text, "word%u ", word);
            g_string_append_printf (copy, "word%u ", i % 125 == 60 ? word + 1 : word); /* two of 250 words differ */
        }
        struct fingerprint *a = fingerprint_new (text->str), *b = fingerprint_new (copy->str);
        guint64 x[FINGERPRINT_KEYS], y[FINGERPRINT_KEYS];
        fingerprint_keys (a, x);
        fingerprint_keys (b, y);
        guint shared = 0;
        for (guint k = 0; k < FINGERPRINT_KEYS; k++)
            shared += x[k] == y[k];
        g_assert_cmpuint (shared, >, 0);
        fingerprint_free (a);
        fingerprint_free (b);
    }
}

static void
test_names (void)
{
    g_assert_true (identity_same ("name", "Ruth Mallory", "MALLORY, RUTH"));
    g_assert_true (identity_same ("name", "Ruth A. Mallory", "Ruth Mallory"));
    g_assert_true (identity_same ("name", "Ruth Mallory", "Ruth Ma11ory")); /* l read as 1 */
    g_assert_true (identity_same ("name", "Ruth Mallory", "Rath Mailory")); /* two letters misread */
    g_assert_true (identity_same ("name", "Mallory", "Ruth Mallory"));
    static const char *const misread[][2] = {
        { "Carmen Sternberg", "Cannen Stemberg" },
        { "Carmen Sternberg", "CARMEN STEMBERG" },
        { "Burnham, Lyle", "Bumharn, Ly1e" },
        { "Ollie Illiano", "0ll1e I11iano" },
        { "Rosa Castellano", "Rosa Castelano" },
        { "Ilse Brandvold", "Ilse Brndvold" },
        { "Oona O'Doole", "0ona 0'D00le" },
        { "Vivian Owens", "Viviau Ovvens" },
        { "Zoe Sussman", "2oe 5u55man" },
        { "José Núñez", "JOSE NUNEZ" },
        { "Maria de la Cruz", "De La Cruz, Maria" },
        { "Thi Minh Nguyen", "NGUYEN, THI MINH" },
        { "Ann Smith-Jones", "Ann Smith Jones" },
        { "Gabriel Boggs", "6abriel B0ggs" },
        { "Robert A. Hale Sr.", "Robert Hale" },
    };
    for (guint i = 0; i < G_N_ELEMENTS (misread); i++)
        g_assert_true (identity_same ("name", misread[i][0], misread[i][1]));
    static const char *const others[][2] = {
        { "Carmen Sternberg", "Clara Sternberg" }, { "Ann Lee", "Amy Lee" },
        { "Ruth Mallory", "Ruth Whitlock" },       { "Dieter Okafor", "Dieter Oakley" },
        { "John Burnham", "James Bonham" },        { "Rosa Castellano", "Rita Castillo" },
    };
    for (guint i = 0; i < G_N_ELEMENTS (others); i++)
        g_assert_false (identity_same ("name", others[i][0], others[i][1]));
    g_assert_false (identity_same ("name", "Ruth Mallory", "Harold Quist"));
    g_assert_false (identity_same ("name", "Ruth Mallory", "Greg Mallory")); /* a brother is not the patient */
    g_assert_false (identity_same ("name", "Ruth Mallory", ""));
}

static void
test_numbers (void)
{
    g_assert_true (identity_same ("dob", "1966-02-11", "1966-02-11"));
    g_assert_true (identity_same ("dob", "1966-02-11", "1966-02-17")); /* one digit may be misread */
    g_assert_false (identity_same ("dob", "1966-02-11", "1951-07-30"));
    g_assert_false (identity_same ("dob", "1966-02-11", "1966-12-17")); /* two are another day */
    g_assert_true (identity_same ("claim_number", "WC-2009-104417", "WC2009104417"));
    g_assert_true (identity_same ("claim_number", "WC-2009-104417", "WC-2OO9-1O4417"));
    g_assert_false (identity_same ("claim_number", "WC-2009-104417", "WC-2012-887301"));
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/assemble/fingerprint/fax-lines", test_fax_lines);
    g_test_add_func ("/assemble/fingerprint/spacing-and-case", test_spacing_and_case);
    g_test_add_func ("/assemble/fingerprint/similarity", test_similarity);
    g_test_add_func ("/assemble/fingerprint/keys-meet", test_keys_meet);
    g_test_add_func ("/assemble/identity/names", test_names);
    g_test_add_func ("/assemble/identity/numbers", test_numbers);
    return g_test_run ();
}
