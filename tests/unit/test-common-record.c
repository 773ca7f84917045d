/* The record reader refuses what cJSON accepts, and a stream that is not whole. */
#include "common/record.h"

#include <string.h>
#include <sysexits.h>

static void
assert_broken (const char *line, gsize length)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (record_t) record = record_parse (line, length, &error);
    g_assert_null (record);
    g_assert_error (error, RECORD_ERROR, RECORD_ERROR_BROKEN);
}

static void
test_strict (void)
{
    static const char *const broken[] = {
        "",
        "{",
        "[]",
        "1",
        "{}",
        "{\"v\":1}",
        "{\"v\":2,\"type\":\"page\"}",
        "{\"type\":\"page\"}",
        "{\"v\":1,\"type\":\"page\"} x",
        "{\"v\":1,\"type\":\"page\"}{}",
        "{\"v\":1,\"type\":\"page\",\"text\":\"a\\u0000b\"}",
        "{\"v\":1,\"type\":\"page\",\"text\":\"a\tb\"}",
        "{\"v\":1,\"type\":\"page\",\"text\":\"\xff\"}",
        "{\"v\":1,\"type\":\"page\",\"n\":9007199254740993}",
        "{\"v\":1,\"type\":\"page\",\"n\":1e999}",
        "{\"v\":1,\"type\":\"page\",\"a\":1,\"A\":2}",
        "{\"v\":1,\"type\":\"page\",\"a\":{\"b\":1,\"b\":2}}",
    };
    for (gsize i = 0; i < G_N_ELEMENTS (broken); i++)
        assert_broken (broken[i], strlen (broken[i]));
    assert_broken ("{\"v\":1,\"type\":\"page\"}\0x", 24);
    g_autofree char *deep = g_strnfill (100, '[');
    g_autofree char *line = g_strconcat ("{\"v\":1,\"type\":\"page\",\"a\":", deep, NULL);
    assert_broken (line, strlen (line));

    g_autoptr (GError) error = NULL;
    const char *good = "{\"v\":1,\"type\":\"page\",\"text\":\"\\\\u0000 \\\"caf\xc3\xa9\\n\",\"n\":9007199254740992}";
    g_autoptr (record_t) record = record_parse (good, strlen (good), &error);
    g_assert_no_error (error);
    g_assert_cmpstr (record->type, ==, "page");
    g_assert_cmpstr (record_string (record->json, "text"), ==, "\\u0000 \"caf\xc3\xa9\n");
    g_assert_null (record_get (record->json, "TEXT"));
}

/* Reads all of a stream: the number of records, and the error's code or -1. */
static guint
read_all (const char *text, int *code)
{
    g_autofree char *copy = g_strdup (text); /* fmemopen wants it writable */
    FILE *stream = fmemopen (copy, strlen (copy), "r");
    g_autoptr (record_reader_t) reader = record_reader_new (stream);
    guint n = 0;
    g_autoptr (GError) error = NULL;
    for (;; n++) {
        g_autoptr (record_t) record = record_reader_next (reader, &error);
        if (!record)
            break;
    }
    *code = error ? error->code : -1;
    if (error)
        g_assert_cmpint (record_exit_code (error), ==, EX_DATAERR);
    else
        g_assert_nonnull (record_reader_counts (reader));
    fclose (stream);
    return n;
}

#define PAGE "{\"v\":1,\"type\":\"page\"}\n"
#define END(counts) "{\"v\":1,\"type\":\"end\",\"stage\":\"x\",\"counts\":{" counts "}}\n"

static void
test_stream (void)
{
    static const struct {
        const char *text;
        guint records;
        int code;
    } cases[] = {
        { PAGE PAGE END ("\"page\":2"), 2, -1 },
        { END (""), 0, -1 },
        { PAGE PAGE, 2, RECORD_ERROR_TRUNCATED },
        { PAGE "{\"v\":1,\"type\":\"pa", 1, RECORD_ERROR_TRUNCATED },
        { PAGE END ("\"page\":2"), 1, RECORD_ERROR_COUNTS },
        { PAGE END (""), 1, RECORD_ERROR_COUNTS },
        { PAGE END ("\"page\":1,\"mention\":3"), 1, RECORD_ERROR_COUNTS },
        { PAGE "nonsense\n" END ("\"page\":1"), 1, RECORD_ERROR_BROKEN },
        { PAGE END ("\"page\":1") PAGE, 1, RECORD_ERROR_BROKEN },
        { "{\"v\":1,\"type\":\"end\"}\n", 0, RECORD_ERROR_COUNTS },
    };
    for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
        int code;
        guint records = read_all (cases[i].text, &code);
        g_assert_cmpuint (records, ==, cases[i].records);
        g_assert_cmpint (code, ==, cases[i].code);
    }
    int code;
    g_assert_cmpuint (read_all ("\n", &code), ==, 0);
    g_assert_cmpint (code, ==, RECORD_ERROR_BROKEN);
}

/* What is passed on is passed byte for byte, and the end record counts it. */
static void
test_pass (void)
{
    char *buffer = NULL;
    gsize size = 0;
    FILE *out = open_memstream (&buffer, &size);
    g_autoptr (record_writer_t) writer = record_writer_new (out);
    g_autoptr (GError) error = NULL;
    const char *line = "{ \"type\" : \"odd\", \"v\":1, \"x\": 0.10 }";
    g_autoptr (record_t) record = record_parse (line, strlen (line), &error);
    g_assert_no_error (error);
    g_assert_true (record_writer_pass (writer, record, &error));
    g_assert_true (record_write_notice (writer, "x", "LIMIT", "F1", 2, "a rule ran into its limit", &error));
    g_assert_true (record_writer_end (writer, "x", &error));
    fclose (out);
    g_auto (GStrv) lines = g_strsplit (buffer, "\n", -1);
    g_assert_cmpstr (lines[0], ==, line);
    g_assert_cmpstr (lines[2], ==, "{\"v\":1,\"type\":\"end\",\"stage\":\"x\",\"counts\":{\"notice\":1,\"odd\":1}}");
    int code;
    g_assert_cmpuint (read_all (buffer, &code), ==, 2);
    g_assert_cmpint (code, ==, -1);
    free (buffer);
}

static void
test_write_failure (void)
{
    FILE *full = fopen ("/dev/full", "w");
    g_autoptr (record_writer_t) writer = record_writer_new (full);
    g_autoptr (GError) error = NULL;
    g_assert_false (record_writer_end (writer, "x", &error));
    g_assert_error (error, RECORD_ERROR, RECORD_ERROR_WRITE);
    g_assert_cmpint (record_exit_code (error), ==, EX_IOERR);
    fclose (full);
}

static void
test_print (void)
{
    g_autoptr (GError) error = NULL;
    const char *text = "{\"a\":[1,{\"b\":\"x\\ty: \\\"z\"}],\"c\":0.1875}";
    cJSON *json = record_parse_json (text, strlen (text), &error);
    g_assert_no_error (error);
    g_autofree char *flat = record_print (json, FALSE);
    g_assert_cmpstr (flat, ==, text);
    g_autofree char *pretty = record_print (json, TRUE);
    g_assert_null (strchr (pretty, '\t'));
    cJSON *again = record_parse_json (pretty, strlen (pretty), &error);
    g_assert_no_error (error);
    g_assert_true (cJSON_Compare (json, again, TRUE));
    cJSON_Delete (json);
    cJSON_Delete (again);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/record/strict", test_strict);
    g_test_add_func ("/record/stream", test_stream);
    g_test_add_func ("/record/pass", test_pass);
    g_test_add_func ("/record/write-failure", test_write_failure);
    g_test_add_func ("/record/print", test_print);
    return g_test_run ();
}
