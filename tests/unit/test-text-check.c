/* A worker that was taken over may say anything: only what it should say is passed on. */
#include <string.h>

#include "stages/text/check.h"
#include "stages/text/pageout.h"

static cJSON *
good_page (void)
{
    struct page_out page = { .page = 2,
                             .width = 612,
                             .height = 792,
                             .text = "one",
                             .words = "0 3 720 640 860 740 - t",
                             .way = "layer",
                             .why = "the text layer is good" };
    return pageout_record ("F0123", &page);
}

static gboolean
passes (const cJSON *json)
{
    g_autofree char *line = record_print (json, FALSE);
    g_autoptr (record_t) record = check_page_line (line, strlen (line), "F0123", 2);
    return record != NULL;
}

/* The good page with one field replaced by JSON text. */
static gboolean
passes_with (const char *key, const char *value)
{
    cJSON *page = good_page ();
    cJSON_DeleteItemFromObjectCaseSensitive (page, key);
    if (value)
        cJSON_AddItemToObject (page, key, cJSON_Parse (value));
    gboolean passed = passes (page);
    cJSON_Delete (page);
    return passed;
}

static void
test_page (void)
{
    g_assert_true (passes_with ("page", "2"));
    g_assert_true (passes_with ("width", "null"));
    g_assert_false (passes_with ("page", "3"));
    g_assert_false (passes_with ("document", "\"F9999\""));
    g_assert_false (passes_with ("type", "\"document\""));
    g_assert_false (passes_with ("text", NULL));
    g_assert_false (passes_with ("text", "7"));
    g_assert_false (passes_with ("words", "\"rubbish\""));
    g_assert_false (passes_with ("rotation", "45"));
    g_assert_false (passes_with ("width", "-1"));
    g_assert_true (passes_with ("verify", "true"));
    g_assert_false (passes_with ("verify", "false"));
    g_assert_false (passes_with ("confidence", "99"));
    g_assert_false (passes_with ("route", "{\"way\":\"sideways\",\"why\":\"\"}"));
    g_assert_false (passes_with ("path", "\"/etc/passwd\""));
    g_assert_false (passes_with (
        "error", "{\"stage\":\"case-text\",\"reason\":\"timeout\",\"detail\":\"call me\",\"advice\":\"\"}"));
    g_assert_null (check_page_line ("{}", 2, "F0123", 2));
}

static void
test_first_line (void)
{
    guint pages;
    const char *reason;
    GPtrArray *members;
    const char good[] = "{\"pages\":3,\"reason\":null}",
               holds[] = "{\"pages\":0,\"reason\":null,\"members\":[\"a/b.pdf\",\"c\"]}",
               locked[] = "{\"pages\":0,\"reason\":\"locked\"}";
    g_assert_true (check_first_line (good, strlen (good), &pages, &reason, &members));
    g_assert_cmpuint (pages, ==, 3);
    g_assert_null (reason);
    g_assert_null (members);
    g_assert_true (check_first_line (holds, strlen (holds), &pages, &reason, &members));
    g_assert_cmpuint (members->len, ==, 2);
    g_assert_cmpstr (members->pdata[0], ==, "a/b.pdf");
    g_ptr_array_unref (members);
    g_assert_true (check_first_line (locked, strlen (locked), &pages, &reason, &members));
    g_assert_cmpstr (reason, ==, "locked");
    static const char *const bad[] = { "{\"pages\":-1,\"reason\":null}",
                                       "{\"pages\":1e9,\"reason\":null}",
                                       "{\"reason\":null}",
                                       "{\"pages\":0,\"reason\":null,\"members\":[1]}",
                                       "{\"pages\":0,\"reason\":null,\"members\":[\"\"]}",
                                       "{\"pages\":0,\"reason\":null,\"members\":{}}",
                                       "{\"pages\":1,\"reason\":\"because\"}",
                                       "3",
                                       "" };
    for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
        g_assert_false (check_first_line (bad[i], strlen (bad[i]), &pages, &reason, &members));
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/check/page", test_page);
    g_test_add_func ("/check/first-line", test_first_line);
    return g_test_run ();
}
