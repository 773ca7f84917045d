#include "stages/report/message.h"

#include <string.h>

#include "common/record.h"
#include "stages/report/words.h"

#define WORDS_MAX_OF_ID 4 /* words of the longest id, "tendon bursa inj" and one to spare */

/* Single words that are ids in a message; others ("motor", "full") are as likely English. */
static const char *const SINGLE[] = { "pt",   "acu", "chiro", "uds", "frp", "scs",  "mbb", "tpi",
                                      "tens", "emg", "ncs",   "odi", "ndi", "xray", NULL };

static gboolean
belongs (char c)
{
    return g_ascii_isalnum (c) || c == '_';
}

/* Bytes of `n` words from `at`, one blank between; 0 where there are fewer. */
static gsize
span_of_words (const char *at, int n)
{
    const char *p = at;
    for (int i = 0; i < n; i++) {
        if (i && *p++ != ' ')
            return 0;
        const char *start = p;
        while (belongs (*p))
            p++;
        if (p == start)
            return 0;
    }
    return (gsize) (p - at);
}

static gboolean
is_upper (const char *id)
{
    for (const char *p = id; *p; p++)
        if (g_ascii_islower (*p))
            return FALSE;
    return TRUE;
}

/* What a document of the case is, and where. */
static char *
document_in_words (const cJSON *document)
{
    const char *class_name = words_for (record_string (document, "class")), *date = record_string (document, "date");
    const cJSON *page = cJSON_GetArrayItem (record_get (document, "pages"), 0);
    g_autoptr (GString) text = g_string_new ("the ");
    g_string_append (text, class_name ? class_name : "document");
    if (date)
        g_string_append_printf (text, " of %s", date);
    if (cJSON_IsNumber (page))
        g_string_append_printf (text, " (p. %.0f)", page->valuedouble);
    return g_string_free (g_steal_pointer (&text), FALSE);
}

/* The words for the id that starts at `at`, and its length; NULL where none does. */
static char *
words_at (const char *at, struct evidence *evidence, gsize *length)
{
    for (int n = WORDS_MAX_OF_ID; n > 0; n--) {
        *length = span_of_words (at, n);
        g_autofree char *id = g_strdelimit (g_strndup (at, *length), " ", '_');
        const cJSON *fact = *length && n == 1 ? evidence_find (evidence, id) : NULL;
        if (fact && record_string (fact, "class"))
            return document_in_words (fact);
        const char *words = *length ? words_known (id) : NULL;
        if (words && (n > 1 || is_upper (id) || strchr (id, '_') || g_strv_contains (SINGLE, id)))
            return g_strdup (words);
    }
    return NULL;
}

char *
message_in_words (const char *message, struct evidence *evidence)
{
    if (!message)
        return NULL;
    g_autoptr (GString) out = g_string_new (NULL);
    for (const char *p = message; *p;) {
        gsize length = 0;
        g_autofree char *words = words_at (p, evidence, &length);
        if (words)
            g_string_append (out, words);
        for (length = words ? length : span_of_words (p, 1); !words && length; p++, length--)
            g_string_append_c (out, *p);
        if (words)
            p += length;
        while (*p && !belongs (*p))
            g_string_append_c (out, *p++);
    }
    return g_string_free (g_steal_pointer (&out), FALSE);
}
