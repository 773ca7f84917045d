/* Rule files: patterns as data, with their own examples and near misses (case-rules(5)). With its parts the one home of PCRE2.
 *
 * A rule file is refused as a whole when a rule has no example, an example does not match as it says, a near miss
 * matches, a fragment is unknown or a pattern does not compile; all mistakes are reported at once, "file:line: message".
 */
#ifndef CASEFILE_RULES_H
#define CASEFILE_RULES_H

#include <glib.h>

#define RULES_ERROR (rules_error_quark ())
GQuark rules_error_quark (void);

struct rules;
struct rule;

/* Loads one rule file (and the fragment files it includes, relative to it). NULL and RULES_ERROR with one line a
 * mistake (EX_CONFIG). The caller frees. */
struct rules *rules_load (const char *path, GError **error);
void rules_free (struct rules *rules);
typedef struct rules rules_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (rules_t, rules_free)

/* Loads `directory`/`name`.rules; as rules_load. */
struct rules *rules_load_named (const char *directory, const char *name, GError **error);
/* The same where several files are loaded and all their mistakes told together: NULL, and its lines added to `mistakes`. */
struct rules *rules_load_noting (const char *directory, const char *name, GString *mistakes);
/* The files that are loaded from here on make a group: they are matched against the same texts, each of which is searched once
 * for what any of them begins with. */
void rules_begin_group (void);
/* An image of rule files, with their names and what they include, for rules_trust; the caller frees. A file that does not hold is left to be
 * checked when it is loaded. */
GByteArray *rules_image (const char *const *paths, guint n);
/* The image, aligned to 8 bytes and lent for good, was made when the program was built: what has the text that a file had then holds. It
 * is loaded without its examples, and its patterns come compiled. Any other file is checked whole. NULL: all are. */
void rules_trust (const guint8 *image, gsize length);
/* SHA-256, hex, of the text of a rule file where the image knows it, else NULL; lent. */
const char *rules_known_hash (const char *text, gsize length);
/* SHA-256 of the file with what it includes, and of PCRE2's version, hex; lent. */
const char *rules_hash (const struct rules *rules);
guint rules_count (const struct rules *rules);
const struct rule *rules_rule (const struct rules *rules, guint i); /* in file order; lent */
/* Steps that one match may take before it counts as limited ([extract] match_limit); a million where it is not set. */
void rules_set_match_limit (struct rules *rules, guint32 match_limit);
/* The same for all files that are loaded from here on; for a program that reads its settings first. */
void rules_default_match_limit (guint32 match_limit);

const char *rule_id (const struct rule *rule);
const char *rule_kind (const struct rule *rule);
/* Constant field that the rule sets, or NULL; lent. */
const char *rule_field (const struct rule *rule, const char *name);
int rule_priority (const struct rule *rule); /* 0 where not said; higher wins */

struct rule_match {
    const struct rule *rule;
    gsize start, end; /* bytes of the subject */
    struct rule_capture
        *captures; /* named groups that took part, in the order of their names; NULL where there are none */
    guint n_captures;
};
struct rule_capture {
    const char *name; /* lent by the rule */
    char *text;
    gsize start, end; /* bytes of the subject */
};
void rule_match_free (struct rule_match *match);
/* Text of a named capture, else the constant field of that name, else NULL; lent. */
const char *rule_match_get (const struct rule_match *match, const char *name);
/* Span of a named capture: FALSE where it did not take part. */
gboolean rule_match_span (const struct rule_match *match, const char *name, gsize *start, gsize *end);

/* All matches of all rules in subject[from, to), as GPtrArray of struct rule_match (owned), ordered by start, then longer
 * first, then file order. Look-behind and \b see the text outside [from, to), up to a kilobyte of it. Where a match or depth limit was hit,
 * *limited (may be NULL) gets the rule's id (lent), else NULL: then the result is incomplete and the page gets a notice. */
GPtrArray *rules_match (const struct rules *rules, const char *subject, gsize length, gsize from, gsize to,
                        const char **limited);
/* A text that several rule files are matched against: what is found out about it for one serves the next. It lends the text, which
 * must not change, and the rules that it was matched against must live as long. The caller frees. */
struct rules_text;
struct rules_text *rules_text_new (const char *text, gsize length);
void rules_text_free (struct rules_text *text);
/* As rules_match, over bytes [from, to) of the text, of the rules that `wanted` accepts (NULL: of all). */
typedef gboolean (*rule_wanted_f) (const struct rule *rule, gpointer user);
GPtrArray *rules_match_text (const struct rules *rules, struct rules_text *text, gsize from, gsize to,
                             rule_wanted_f wanted, gpointer user, const char **limited);
/* Drops matches that overlap a better one: higher priority, then longer, then earlier. */
void rules_resolve_overlaps (GPtrArray *matches);

#endif
