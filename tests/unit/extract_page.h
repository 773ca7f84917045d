/* For tests of extraction: a page from a text, through the entities, the contexts and the binding. */
#ifndef TESTS_EXTRACT_PAGE_H
#define TESTS_EXTRACT_PAGE_H

#include <string.h>

#include "common/record.h"
#include "stages/extract/parts.h"

struct tried {
    cJSON *record;
    struct page *page;
    GPtrArray *mentions;
};

static inline struct tried
try_class (const char *text, const char *class_id, const char *source, const char *legibility, const char *date)
{
    static struct entities *entities;
    static struct contexts *contexts;
    g_autoptr (GString) mistakes = g_string_new (NULL);
    if (entities == NULL) {
        entities = entities_new ("patterns", mistakes);
        contexts = contexts_new ("patterns", mistakes);
    }
    g_assert_cmpstr (mistakes->str, ==, "");
    struct tried tried = { .record = record_new ("page"),
                           .mentions = g_ptr_array_new_with_free_func ((GDestroyNotify) mention_free) };
    cJSON_AddStringToObject (tried.record, "document", "F0");
    cJSON_AddNumberToObject (tried.record, "page", 1);
    cJSON_AddStringToObject (tried.record, "source", source);
    cJSON_AddStringToObject (tried.record, "legibility", legibility);
    cJSON_AddStringToObject (tried.record, "text", text);
    cJSON_AddStringToObject (tried.record, "words", "");
    tried.page = page_new (tried.record);
    g_assert_nonnull (tried.page);
    tried.page->class_id = class_id;
    tried.page->date = g_strdup (date);
    entities_find (entities, tried.page, tried.mentions);
    contexts_assign (contexts, tried.page, tried.mentions);
    entities_bind (entities, tried.page, tried.mentions);
    return tried;
}

static inline struct tried
try_text (const char *text, const char *source, const char *legibility, const char *date)
{
    return try_class (text, "PR2", source, legibility, date);
}

static inline struct tried
try_plain (const char *text)
{
    return try_text (text, "text", "good", NULL);
}

static inline void
tried_free (struct tried *tried)
{
    g_ptr_array_unref (tried->mentions);
    page_free (tried->page);
    cJSON_Delete (tried->record);
}

/* The n-th mention of a kind in order of finding, or NULL. */
static inline struct mention *
nth (const struct tried *tried, const char *kind, guint n)
{
    for (guint i = 0; i < tried->mentions->len; i++) {
        struct mention *mention = g_ptr_array_index (tried->mentions, i);
        if (strcmp (mention->kind, kind) == 0 && n-- == 0)
            return mention;
    }
    return NULL;
}

static inline guint
count (const struct tried *tried, const char *kind)
{
    guint n = 0;
    while (nth (tried, kind, n) != NULL)
        n++;
    return n;
}

/* The mention of a kind whose field has this value, or NULL. */
static inline struct mention *
with (const struct tried *tried, const char *kind, const char *field, const char *value)
{
    for (guint i = 0; i < count (tried, kind); i++)
        if (g_strcmp0 (mention_get (nth (tried, kind, i), field), value) == 0)
            return nth (tried, kind, i);
    return NULL;
}

static inline double
number (const struct mention *mention, const char *field)
{
    return record_number (mention->fields, field, -1);
}

/* The strings of an array field, joined by blanks; the caller's. */
static inline char *
joined (const struct mention *mention, const char *field)
{
    GString *all = g_string_new (NULL);
    const cJSON *item;
    cJSON_ArrayForEach (item, record_get (mention->fields, field))
        g_string_append_printf (all, "%s%s", all->len > 0 ? " " : "", item->valuestring);
    return g_string_free (all, FALSE);
}

#endif
