#include "stages/assemble/sentence.h"

#include <string.h>

#include "common/text.h"

#define CUT "..."

/* Where the packed sentence `n` begins, or NULL where there are fewer. */
static const char *
packed_sentence (const char *packed, int n)
{
    for (; packed && n > 0; n--) {
        packed = strchr (packed, ';');
        packed = packed ? packed + 1 : NULL;
    }
    return packed && *packed ? packed : NULL;
}

/* Reads a number and what stands behind it; FALSE where there is none. */
static gboolean
read_number (const char **at, guint *number)
{
    char *end;
    if (!g_ascii_isdigit (**at))
        return FALSE;
    guint64 value = g_ascii_strtoull (*at, &end, 10);
    *number = (guint) MIN (value, G_MAXINT / 2);
    *at = end;
    return TRUE;
}

struct line {
    GString *text;
    guint points;      /* of text */
    guint first, past; /* of text: where the mention stands; past 0: not yet reached */
};

/* Adds code points [start, start + length) of the page's text. */
static void
add_run (struct line *line, const struct mention *mention, guint start, guint length)
{
    g_autofree char *run = text_slice (mention->page->text, start, start + length);
    for (const char *p = run; *p; p = g_utf8_next_char (p), start++) {
        gunichar c = g_utf8_get_char (p);
        gboolean blank = g_unichar_isspace (c);
        if ((int) start <= mention->start)
            line->first = line->points;
        if (blank && (line->text->len == 0 || line->text->str[line->text->len - 1] == ' '))
            continue;
        if (blank)
            g_string_append_c (line->text, ' ');
        else
            g_string_append_unichar (line->text, c);
        line->points++;
        if ((int) start < mention->end)
            line->past = line->points;
    }
}

/* Cuts a long line to what stands around the mention, between words. */
static char *
cut (const struct line *line)
{
    if (line->points <= SENTENCE_MAX_CHARACTERS)
        return g_strdup (line->text->str);
    guint most = SENTENCE_MAX_CHARACTERS - 2 * strlen (CUT);
    guint length = MIN (line->past > line->first ? line->past - line->first : 0, most);
    guint from = line->first > (most - length) / 2 ? line->first - (most - length) / 2 : 0;
    from = MIN (from, line->points - most);
    g_autofree char *kept = text_slice (line->text->str, from, from + most);
    char *start = kept, *blank;
    if (from > 0 && (blank = strchr (kept, ' ')) != NULL
        && text_code_points (kept, (gsize) (blank - kept)) + from < line->first)
        start = blank + 1;
    if (from + most < line->points && (blank = strrchr (start, ' ')) != NULL
        && text_code_points (kept, (gsize) (blank - kept)) + from >= line->past)
        *blank = '\0';
    return g_strconcat (from > 0 ? CUT : "", start, from + most < line->points ? CUT : "", NULL);
}

char *
sentence_of (const struct mention *mention)
{
    const char *at = mention->page->text && mention->sentence >= 0
                         ? packed_sentence (mention->page->sentences, mention->sentence)
                         : NULL;
    if (!at)
        return NULL;
    g_autoptr (GString) text = g_string_new (NULL);
    struct line line = { .text = text };
    guint start, length;
    while (read_number (&at, &start) && *at++ == ' ' && read_number (&at, &length)) {
        add_run (&line, mention, start, length);
        if (*at == ';') {
            if (mention->end <= (int) (start + length) || line.points > 2 * SENTENCE_MAX_CHARACTERS)
                break;
            g_string_append_c (text, ' ');
            line.points++;
        }
        if (*at)
            at++;
    }
    g_strchomp (text->str);
    return *text->str ? cut (&line) : NULL;
}
