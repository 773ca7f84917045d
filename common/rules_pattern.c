/* Patterns and PCRE2, whose one home this is. */
#include "common/rules_parts.h"

#include <string.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

/* A match may neither begin nor end inside a word, whatever its pattern begins and ends with; "_" is a blank of a form,
 * not a letter. */
#define NOT_INSIDE_A_WORD "(?!(?<=[^\\W_])[^\\W_])"

#define JIT_WORTH_PLACES 150
#define JIT_STACK_START (32u << 10)
#define JIT_STACK_MAX (4u << 20)

G_STATIC_ASSERT (sizeof (PCRE2_SIZE) == sizeof (gsize) && PCRE2_UNSET == G_MAXSIZE);

struct pattern {
    pcre2_code *code;
    gboolean fast; /* JIT was tried */
    guint tried;   /* places at which it was tried, up to JIT_WORTH_PLACES */
    struct pattern_groups groups;
};

struct matcher {
    pcre2_match_context *context;
    pcre2_match_data *data;
    pcre2_jit_stack *stack;
};

static struct pattern *
pattern_of (pcre2_code *code)
{
    struct pattern *pattern = g_new0 (struct pattern, 1);

    pattern->code = code;
    pcre2_pattern_info (code, PCRE2_INFO_NAMECOUNT, &pattern->groups.count);
    pcre2_pattern_info (code, PCRE2_INFO_NAMEENTRYSIZE, &pattern->groups.entry_size);
    pcre2_pattern_info (code, PCRE2_INFO_NAMETABLE, &pattern->groups.table);
    return pattern;
}

struct pattern *
pattern_compile (const char *source, gboolean cased, gboolean extended, gboolean raw, char **mistake)
{
    /* the line feed ends a comment of an extended pattern */
    g_autofree char *whole = g_strdup_printf ("%s(?:%s%s)%s", raw ? "" : NOT_INSIDE_A_WORD, source,
                                              extended ? "\n" : "", raw ? "" : NOT_INSIDE_A_WORD);
    guint32 flags = PCRE2_UTF | PCRE2_UCP | PCRE2_MULTILINE | PCRE2_DUPNAMES | PCRE2_NEVER_BACKSLASH_C
                    | PCRE2_USE_OFFSET_LIMIT | (cased ? 0 : PCRE2_CASELESS) | (extended ? PCRE2_EXTENDED : 0);
    int code = 0;
    PCRE2_SIZE at = 0;

    pcre2_compile_context *context = pcre2_compile_context_create (NULL);
    pcre2_set_newline (context, PCRE2_NEWLINE_LF);
    pcre2_code *compiled = pcre2_compile ((PCRE2_SPTR) whole, strlen (whole), flags, &code, &at, context);
    pcre2_compile_context_free (context);
    if (!compiled) {
        PCRE2_UCHAR text[256];
        pcre2_get_error_message (code, text, sizeof text);
        gsize lead = strlen (raw ? "" : NOT_INSIDE_A_WORD) + 3;
        gsize offset = at > lead ? MIN (at - lead, strlen (source)) : 0;
        g_autofree char *near = g_utf8_substring (source + offset, 0, MIN (20, g_utf8_strlen (source + offset, -1)));
        *mistake = g_strdup_printf ("bad pattern: %s at character %" G_GSIZE_FORMAT "%s%s", (char *) text, offset + 1,
                                    *near ? ", before: " : "", near);
        return NULL;
    }
    return pattern_of (compiled);
}

guint8 *
pattern_save (const struct pattern *pattern, gsize *length)
{
    const pcre2_code *codes[] = { pattern->code };
    guint8 *bytes = NULL;

    gint32 saved = pcre2_serialize_encode (codes, 1, &bytes, length, NULL);
    g_assert (saved == 1);
    guint8 *copy = g_memdup2 (bytes, *length);
    pcre2_serialize_free (bytes);
    return copy;
}

struct pattern *
pattern_restore (const guint8 *bytes)
{
    pcre2_code *code = NULL;

    return pcre2_serialize_decode (&code, 1, bytes, NULL) == 1 ? pattern_of (code) : NULL;
}

struct pattern *
alternative_code (struct alternative *alternative)
{
    if (!alternative->code && alternative->saved)
        alternative->code = pattern_restore (alternative->saved);
    return alternative->code;
}

void
pattern_free (struct pattern *pattern)
{
    if (!pattern)
        return;
    pcre2_code_free (pattern->code);
    g_free (pattern);
}

const char *
pattern_compiler (void)
{
    static char version[64];

    if (!*version)
        pcre2_config (PCRE2_CONFIG_VERSION, version);
    return version;
}

struct matcher *
matcher_new (guint32 match_limit)
{
    struct matcher *matcher = g_new0 (struct matcher, 1);

    matcher->context = pcre2_match_context_create (NULL);
    pcre2_set_match_limit (matcher->context, match_limit);
    pcre2_set_depth_limit (matcher->context, RULES_DEPTH_LIMIT);
    pcre2_set_heap_limit (matcher->context, RULES_HEAP_LIMIT_KB);
    matcher->stack = pcre2_jit_stack_create (JIT_STACK_START, JIT_STACK_MAX, NULL);
    pcre2_jit_stack_assign (matcher->context, NULL, matcher->stack);
    matcher->data = pcre2_match_data_create (256, NULL);
    return matcher;
}

void
matcher_free (struct matcher *matcher)
{
    if (!matcher)
        return;
    pcre2_match_data_free (matcher->data);
    pcre2_jit_stack_free (matcher->stack);
    pcre2_match_context_free (matcher->context);
    g_free (matcher);
}

/* Compiling to machine code costs as much as trying a pattern at some hundred places: only for those that are tried often.
 * Without writable and executable memory the interpreter takes over: same matches, slower. */
gboolean
pattern_speed_up (struct pattern *pattern, guint places)
{
    pattern->tried = MIN (pattern->tried + places, JIT_WORTH_PLACES);
    if (pattern->tried < JIT_WORTH_PLACES)
        return FALSE;
    if (!pattern->fast)
        pcre2_jit_compile (pattern->code, PCRE2_JIT_COMPLETE);
    pattern->fast = TRUE;
    return TRUE;
}

const struct pattern_groups *
pattern_groups (const struct pattern *pattern)
{
    return &pattern->groups;
}

enum trial
pattern_search (const struct rules *rules, const struct pattern *pattern, const struct subject *searched, gsize length,
                gsize at, gsize until, gboolean fast, struct pattern_spans *spans)
{
    struct matcher *matcher = rules->matcher;
    guint32 options = (searched->valid ? PCRE2_NO_UTF_CHECK : 0) | (searched->cut_before ? PCRE2_NOTBOL : 0)
                      | (searched->cut_behind ? PCRE2_NOTEOL : 0);

    if (!fast) /* JIT knows no anchoring: its searches are bound by their last beginning */
        options |= PCRE2_NO_JIT | (at == until ? PCRE2_ANCHORED : 0);
    pcre2_set_offset_limit (matcher->context, until);
    int count =
        pcre2_match (pattern->code, (PCRE2_SPTR) searched->text, length, at, options, matcher->data, matcher->context);
    if (count < 0) /* a limit; or text that is no UTF-8, which was not searched either */
        return count == PCRE2_ERROR_NOMATCH ? TRIAL_NOTHING : TRIAL_LIMITED;
    spans->count = count;
    spans->bytes = pcre2_get_ovector_pointer (matcher->data);
    return TRIAL_MATCH;
}

enum trial
pattern_try (const struct rules *rules, const struct pattern *pattern, const char *text, gsize length, gsize at,
             gboolean goes_on, gsize *end)
{
    struct matcher *matcher = rules->matcher;

    pcre2_set_offset_limit (matcher->context, at);
    int found = pcre2_match (pattern->code, (PCRE2_SPTR) text, length, at,
                             PCRE2_ANCHORED | PCRE2_NO_JIT | (goes_on ? PCRE2_PARTIAL_HARD : 0), matcher->data,
                             matcher->context);
    if (found == PCRE2_ERROR_PARTIAL)
        return TRIAL_RAN_OUT;
    if (found < 0)
        return found == PCRE2_ERROR_NOMATCH ? TRIAL_NOTHING : TRIAL_LIMITED;
    *end = pcre2_get_ovector_pointer (matcher->data)[1];
    return TRIAL_MATCH;
}
