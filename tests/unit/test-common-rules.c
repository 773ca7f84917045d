/* The rule engine: the file format and its mistakes, matching, limits, and the prefilter against the plain search. */
#include <glib/gstdio.h>
#include <string.h>

#include "common/rules_parts.h"

static char *directory;

static char *
write_rules (const char *name, const char *text)
{
    g_autofree char *path = g_build_filename (directory, name, NULL);

    g_assert_true (g_file_set_contents (path, text, -1, NULL));
    return g_steal_pointer (&path);
}

static struct rules *
load (const char *text)
{
    g_autofree char *path = write_rules ("test.rules", text);
    g_autoptr (GError) error = NULL;
    struct rules *rules = rules_load (path, &error);

    g_assert_no_error (error);
    return rules;
}

/* The mistakes of a file, the directory left out. */
static char *
mistakes_of (const char *text)
{
    g_autofree char *path = write_rules ("bad.rules", text);
    g_autofree char *lead = g_strconcat (directory, "/", NULL);
    g_autoptr (GError) error = NULL;
    struct rules *rules = rules_load (path, &error);

    g_assert_null (rules);
    g_assert_error (error, RULES_ERROR, 0);
    g_auto (GStrv) parts = g_strsplit (error->message, lead, -1);
    return g_strjoinv ("", parts);
}

static GPtrArray *
match (const struct rules *rules, const char *text)
{
    const char *limited = NULL;
    GPtrArray *matches = rules_match (rules, text, strlen (text), 0, strlen (text), &limited);

    g_assert_null (limited);
    return matches;
}

/* "ID:MATCHED ID:MATCHED" of a text. */
static char *
summary (const GPtrArray *matches, const char *text)
{
    GString *out = g_string_new (NULL);

    for (guint i = 0; i < matches->len; i++) {
        const struct rule_match *found = matches->pdata[i];
        g_string_append_printf (out, "%s%s:%.*s", out->len ? " " : "", rule_id (found->rule),
                                (int) (found->end - found->start), text + found->start);
    }
    return g_string_free (out, FALSE);
}

#define ASSERT_MATCHES(rules, text, wanted)                   \
    {                                                         \
        g_autoptr (GPtrArray) matches_ = match (rules, text); \
        g_autofree char *got_ = summary (matches_, text);     \
        g_assert_cmpstr (got_, ==, wanted);                   \
    }

static void
test_match (void)
{
    g_autoptr (rules_t) rules =
        load ("define RF = radiofrequency|RFA\n"
              "rule rf\n  kind procedure\n  set concept=facet_rf note=\"two words\"\n  priority 3\n"
              "  match (?:(?<region>cervical|lumbar)\\s+)?{RF}\n  match rhizotomy\n"
              "  + lumbar RFA => [lumbar RFA] region=lumbar note=\"two words\"\n"
              "  + rhizotomy => [rhizotomy] region=\n  - surfaces\n"
              "rule block\n  kind procedure\n  match (?:RFA\\s+)?block\n  + RFA block => [RFA block]\n");
    const char *text = "Cervical RFA, RFAs, a rhizotomy_ and an RFA block";
    g_autoptr (GPtrArray) matches = match (rules, text);
    g_autofree char *all = summary (matches, text);

    g_assert_cmpstr (all, ==, "rf:Cervical RFA rf:rhizotomy block:RFA block rf:RFA");
    const struct rule_match *first = matches->pdata[0];
    gsize start, end;
    g_assert_cmpstr (rule_match_get (first, "region"), ==, "Cervical");
    g_assert_cmpstr (rule_match_get (first, "concept"), ==, "facet_rf");
    g_assert_null (rule_match_get (first, "nothing"));
    g_assert_true (rule_match_span (first, "region", &start, &end));
    g_assert_cmpuint (start, ==, 0);
    g_assert_cmpuint (end, ==, 8);
    g_assert_false (rule_match_span (matches->pdata[1], "region", &start, &end));
    g_assert_cmpstr (rule_kind (first->rule), ==, "procedure");
    g_assert_cmpint (rule_priority (first->rule), ==, 3);
    g_assert_cmpuint (strlen (rules_hash (rules)), ==, 64);

    rules_resolve_overlaps (matches); /* the longer block loses to the higher priority */
    g_autofree char *kept = summary (matches, text);
    g_assert_cmpstr (kept, ==, "rf:Cervical RFA rf:rhizotomy rf:RFA");
}

static void
test_words (void)
{
    g_autoptr (rules_t) rules =
        load ("rule left\n  kind side\n  flags cased\n  match L\n  + on L side => [L]\n  - L4 and el\n"
              "rule minus\n  kind sign\n  match! \\(-\\)\n  + Tinel(-)x => [(-)]\n"
              "rule label\n  kind label\n  match ^plan:?$\n  + a\\nPlan:\\nb => [Plan:]\n  - the plan: rest\n");

    ASSERT_MATCHES (rules, "l L. _L_ éL L4 (-)", "left:L left:L minus:(-)");
}

static void
test_range (void)
{
    g_autoptr (rules_t) rules = load ("rule x\n  kind x\n  match neck(?: pain)?\n  match (?<=low )back\n"
                                      "  + neck pain => [neck pain]\n  + low back => [back]\n");
    const char *text = "low back; neck pain";
    g_autoptr (GPtrArray) behind = rules_match (rules, text, strlen (text), 4, 8, NULL);
    g_autofree char *seen = summary (behind, text);
    g_assert_cmpstr (seen, ==, "x:back"); /* what stands before the range is seen */
    g_autoptr (GPtrArray) shorter = rules_match (rules, text, strlen (text), 10, 15, NULL);
    g_autofree char *cut = summary (shorter, text);
    g_assert_cmpstr (cut, ==, "x:neck"); /* the longer one would leave the range */
    g_autoptr (GPtrArray) none = rules_match (rules, text, strlen (text), 10, 13, NULL);
    g_assert_cmpuint (none->len, ==, 0);
}

static void
test_list (void)
{
    g_autoptr (rules_t) rules =
        load ("list opioid\n  kind medication\n  set class=opioid\n"
              "  term hydrocodone/acetaminophen | Norco => generic=hydrocodone\n"
              "  term MS Contin | morphine => generic=morphine class=other\n"
              "  + Norco 10 => [Norco] name=hydrocodone/acetaminophen class=opioid\n  - norcold\n");
    const char *text = "NORCO, ms-contin, Hydrocodone / Acetaminophen";
    g_autoptr (GPtrArray) matches = match (rules, text);
    g_autofree char *all = summary (matches, text);

    g_assert_cmpstr (all, ==, "opioid:NORCO opioid:ms-contin opioid:Hydrocodone / Acetaminophen");
    g_assert_cmpstr (rule_match_get (matches->pdata[0], "generic"), ==, "hydrocodone");
    g_assert_cmpstr (rule_match_get (matches->pdata[0], "class"), ==, "opioid");
    g_assert_cmpstr (rule_match_get (matches->pdata[1], "name"), ==, "MS Contin");
    g_assert_cmpstr (rule_match_get (matches->pdata[1], "class"), ==, "other");
    g_assert_cmpstr (rule_match_get (matches->pdata[1], "term"), ==, "ms-contin");
    g_assert_cmpstr (rule_kind (((struct rule_match *) matches->pdata[1])->rule), ==, "medication");
}

/* All mistakes at once, each at its line, in the order of the lines. */
static void
test_mistakes (void)
{
    g_autofree char *said = mistakes_of ("include nowhere.rules\n"
                                         "kind x\n"
                                         "rule a\n"
                                         "  kind k\n"
                                         "  match foo{NOPE}\n"
                                         "rule a\n"
                                         "  match foo(\n"
                                         "rule b\n"
                                         "  kind z\n"
                                         "  match foo\n"
                                         "  match bar\n"
                                         "  + a foo => [foo] x=1\n"
                                         "  + foo => [fo]\n"
                                         "  - a foo here\n"
                                         "bogus\n"
                                         "rule c\n"
                                         "  kind c\n"
                                         "  match x\n"
                                         "define low = x\n"
                                         "list d\n"
                                         "  kind d\n"
                                         "  term one | ONE\n"
                                         "  + two => [two]\n");
    static const char *const wanted[] = {
        "bad.rules:1: cannot read nowhere.rules",
        "bad.rules:2: kind stands before the first rule",
        "bad.rules:5: unknown fragment {NOPE}",
        "bad.rules:6: rule a exists already, at bad.rules:3",
        "bad.rules:6: rule a has no kind",
        "bad.rules:7: bad pattern: missing closing parenthesis",
        "bad.rules:11: no example of b matches by this line",
        "bad.rules:12: x is \"\", not \"1\"",
        "bad.rules:13: b matches [foo] here, not what the example says",
        "bad.rules:14: near miss of b matches: [foo]",
        "bad.rules:15: unknown keyword: bogus",
        "bad.rules:16: rule c has no example",
        "bad.rules:19: expected: define NAME = PATTERN",
        "bad.rules:22: term ONE stands in the list already",
        "bad.rules:23: d does not match here",
    };
    g_auto (GStrv) lines = g_strsplit (said, "\n", -1);

    g_assert_cmpuint (g_strv_length (lines), ==, G_N_ELEMENTS (wanted));
    for (gsize i = 0; i < G_N_ELEMENTS (wanted); i++)
        if (!g_str_has_prefix (lines[i], wanted[i]))
            g_error ("line %" G_GSIZE_FORMAT " is \"%s\", not \"%s...\"", i, lines[i], wanted[i]);
}

/* An included file is read once, its mistakes are named as its own, and it is part of the hash. */
static void
test_include (void)
{
    g_autofree char *shared = write_rules ("shared.rules", "include shared.rules\ndefine WORD = neck|back\n");
    const char *text =
        "include shared.rules\ninclude shared.rules\nrule w\n  kind w\n  match {WORD}\n  + neck => [neck]\n";
    g_autoptr (rules_t) rules = load (text);
    g_autofree char *before = g_strdup (rules_hash (rules));

    g_assert_cmpuint (rules_count (rules), ==, 1);
    g_free (write_rules ("shared.rules", "define WORD = neck|back|arm\n"));
    g_autoptr (rules_t) changed = load (text);
    g_assert_cmpstr (before, !=, rules_hash (changed));
    g_free (write_rules ("shared.rules", "define WORD = neck|(back\n"));
    g_autofree char *said = mistakes_of (text);
    g_assert_true (g_str_has_prefix (said, "shared.rules:1: fragment WORD: bad pattern"));
}

/* A limit that is hit is said, and is never "no match". */
static void
test_limit (void)
{
    g_autoptr (rules_t) rules = load ("rule slow\n  kind x\n  match! (?:a+)+b\n  + aab => [aab]\n"
                                      "rule quick\n  kind x\n  match aaac\n  + aaac => [aaac]\n");
    g_autofree char *hostile = g_strnfill (4000, 'a');
    g_autofree char *text = g_strconcat (hostile, "! aaac b", NULL);
    const char *limited = NULL;

    rules_set_match_limit (rules, 5000);
    g_autoptr (GPtrArray) matches = rules_match (rules, text, strlen (text), 0, strlen (text), &limited);
    g_assert_cmpstr (limited, ==, "slow");
    g_assert_cmpuint (matches->len, ==, 1); /* the others go on */
}

static void
test_hostile_text (void)
{
    g_autoptr (rules_t) rules = load ("rule x\n  kind x\n  match neck|\\W\n  + neck => [neck]\n");
    const char broken[] = "neck \xC3\x28 \xFF neck";
    const char *limited = NULL;

    g_autoptr (GPtrArray) matches = rules_match (rules, broken, sizeof broken - 1, 0, sizeof broken - 1, &limited);
    g_assert_cmpstr (limited, ==, "x"); /* not searched, and said so */
    g_assert_cmpuint (matches->len, ==, 0);
    g_autoptr (GPtrArray) empty = rules_match (rules, "", 0, 0, 0, NULL);
    g_assert_cmpuint (empty->len, ==, 0);
    g_autoptr (GPtrArray) inside = rules_match (rules, "\xC3\xA9 neck", 7, 1, 7, NULL); /* from inside a character */
    g_assert_cmpuint (inside->len, ==, 2);
}

/* Where a pattern may begin, its match does begin, and most other places are passed over. */
static void
test_beginnings (void)
{
    static const struct {
        const char *pattern, *text;
        guint32 begin; /* byte of the match that must be among the places */
        guint most;    /* places at most: the others are passed over; 0: nothing can be told */
    } cases[] = {
        { "radio\\s*frequency|RFA", "an RFA and a radio frequency", 3, 2 },
        { "(?:(?:left|right)\\s+)?knee", "the left knee", 4, 2 },
        { "(?:(?:left|right)\\s+)?knee", "a knee", 2, 1 },
        { "x?y*z{2}", "yyzz", 0, 1 },
        { "a{0,2}bc", "aabc", 0, 1 },
        { "a{5}", "bb aaaaa", 3, 1 },
        { "a{2,}b", "aaaaaaaab ab", 0, 1 },
        { "(?:abc){0,2}d", "d abcd abcabcd", 7, 3 },
        { "(?:abc){2}d", "abcd abcabcd", 5, 1 },
        { "a{0}b", "ab b", 3, 1 },
        { "ab", "cab ab", 4, 1 },
        { "ab", "abs ab", 4, 1 }, /* nor may it end inside a word */
        { "[lr]t\\.? arm", "rt. arm", 0, 1 },
        { "[A-Ck]\\d-", "see C5-6", 4, 1 },
        { "[^x]ab", "zab", 0, 1 },
        { "[^,]ab", ",ab .ab", 4, 1 },
        { "[^\\n]-ab", "\n-ab,-ab", 4, 1 },
        { "[]x]-y", "]-y", 0, 1 },
        { "[abc]]{2}def", "a]]def", 0, 1 },
        { "[[:upper:]]b-c", "Ab-c", 0, 1 },
        { "no[:-]{2}", "no:-", 0, 1 },
        { "a.b", "a\nb a-b", 4, 1 },
        { "a\\.b\\(c", "a.b(c a,b(c", 0, 1 },
        { "^ab", "ab ab\nab", 6, 2 },
        { "(?:^|x)ab", "ab xab ,ab", 3, 2 },
        { "ab$", "ab ab", 3, 2 },
        { "skin", "\xC5\xBFkin", 0, 1 }, /* long s */
        { "\xC2\xB5g\\b", "5 \xC2\xB5g", 2, 1 },
        { "caf\xC3\xA9", "caf\xC3\xA9 cafe", 0, 1 },
        { "\\d+ mg", "\xD9\xA3 mg x mg", 0, 1 }, /* a digit of another script */
        { "(?=ab)\\w+c", "abc", 0, 1 },
        { "\\w+ing", "going gone", 0, 1 },
        { "(?<q>['\"])ab\\k<q>", "x 'ab'", 2, 1 },
        { "(?P<q>x)y", "xy x", 0, 1 },
        { "(?i:abc)|(?-i:DEF)", "Abc", 0, 1 },
        { "\\p{Lu}\\d+abc", "X9abc", 0, 1 },
        { "\\x41bc", "Abc", 0, 1 },
        { "x(\\w)\\1abc|def", "xxxabc", 0, 1 },
        { "", "abc", 0, 0 },
        { "\\K", "abc", 0, 0 },
        { "\\Qa.b\\E", "a.b", 0, 0 },
        { "(?x:a b c)", "abc", 0, 0 }, /* not followed up */
        { "(?(?=a)a|b)", "abc", 0, 0 },
        { "a(*SKIP)(*FAIL)|b", "ab", 0, 0 },
    };

    for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
        struct automaton *automaton = automaton_new ();
        guint count = 0;
        gsize length = strlen (cases[i].text);
        struct beginning beginning = { 0 };
        gboolean among = FALSE, told = automaton_add (automaton, cases[i].pattern, &beginning);
        g_assert_false (beginning.floating);
        if (told != (cases[i].most > 0))
            g_error ("%s: something %s be told", cases[i].pattern, told ? "cannot" : "can");
        if (told) {
            g_autoptr (symbols_t) symbols = symbols_new (cases[i].text, length, 0, length);
            g_autoptr (walk_t) walk = automaton_walk (automaton, symbols);
            const guint32 *places = walk_places (walk, beginning.number, &count);
            for (guint k = 0; k < count; k++)
                among |= places[k] == cases[i].begin;
            if (!among || count > cases[i].most)
                g_error ("%s has %u places in \"%s\"%s", cases[i].pattern, count, cases[i].text,
                         among ? "" : ", not the right one");
        }
        automaton_free (automaton);
    }
}

/* Many patterns in one automaton, each found where it stands, inside words only where it is raw. */
static void
test_automaton (void)
{
    static const struct {
        const char *pattern;
        struct beginning beginning;
        const char *places; /* in the text below */
    } cases[] = {
        { "neck", { 0 }, "0 18 23" },
        { "neck|lace", { .raw = TRUE }, "0 9 13 18 23 30" },
        { "n e c k # the neck\n", { .extended = TRUE }, "0 18 23" },
        { "pain", { 0 }, "" },
        { "lace", { 0 }, "" },
        { "[A-Z]\\w+", { .cased = TRUE }, "23 29 36" },
        { "(?-i:[A-Z]\\w+|N)", { 0 }, "23 29 36" },
        { "^(?-i:[A-Z]){1,2}\\w", { 0 }, "36" },
        { "(?-i:(?i:[A-Z])\\w+e)", { 0 }, "8 29" },
        { "(?:(?-i:[A-Z])|x)\\w+", { 0 }, "0 8 18 23 29 36" },
        { "(?-i:[A-Z])?\\w\\w", { 0 }, "36" },
    };
    static const char text[] = "neck, a knecklace neck Neck, PLACE \nXa";
    struct automaton *automaton = automaton_new ();

    for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
        struct beginning beginning = cases[i].beginning;
        g_assert_true (automaton_add (automaton, cases[i].pattern, &beginning));
        g_assert_cmpuint (beginning.number, ==, i);
    }
    for (guint round = 0; round < 2; round++) { /* by the words and states of the first */
        g_autoptr (symbols_t) symbols = symbols_new (text, strlen (text), 0, strlen (text));
        g_autoptr (walk_t) walk = automaton_walk (automaton, symbols);
        for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
            guint count;
            const guint32 *found = walk_places (walk, i, &count);
            g_autoptr (GString) places = g_string_new (NULL);
            for (guint k = 0; k < count; k++)
                g_string_append_printf (places, "%s%u", k ? " " : "", found[k]);
            g_assert_cmpstr (places->str, ==, cases[i].places);
        }
    }
    automaton_free (automaton);
}

static void
assert_same_matches (const GPtrArray *a, const GPtrArray *b, const char *id)
{
    if (a->len != b->len)
        g_error ("%s matches %u times by the prefilter, %u without", id, b->len, a->len);
    for (guint i = 0; i < a->len; i++) {
        const struct rule_match *x = a->pdata[i], *y = b->pdata[i];
        if (x->start != y->start || x->end != y->end || x->rule != y->rule)
            g_error ("%s matches elsewhere by the prefilter", id);
    }
}

/* The prefilter changes nothing: every rule of the project finds the same in each of these texts with and without it. */
static void
test_prefilter (void)
{
    g_autoptr (GDir) patterns = g_dir_open ("patterns", 0, NULL);
    g_autoptr (GString) text = g_string_new (NULL);
    guint compared = 0;

    if (!patterns) {
        g_test_skip ("run from the repository root");
        return;
    }
    for (const char *name; (name = g_dir_read_name (patterns));) {
        g_autofree char *path = g_build_filename ("patterns", name, NULL);
        g_autofree char *content = NULL;
        if (g_str_has_suffix (name, ".rules") && g_file_get_contents (path, &content, NULL, NULL))
            g_string_append (text, content); /* examples of all subjects are a fair text */
    }
    g_dir_rewind (patterns);
    for (const char *name; (name = g_dir_read_name (patterns));) {
        g_autofree char *path = g_build_filename ("patterns", name, NULL);
        if (!g_str_has_suffix (name, ".rules"))
            continue;
        g_autoptr (rules_t) rules = rules_load (path, NULL);
        for (gsize at = 0; rules && at + 4000 < text->len; at += 20000) {
            gsize end = at + 4000;
            while (((guchar) text->str[end] & 0xC0) == 0x80)
                end++;
            struct subject plain = { .text = text->str, .length = text->len, .valid = TRUE }, walked = plain;
            g_autoptr (symbols_t) symbols = symbols_new (text->str, text->len, at, end);
            g_autoptr (walk_t) walk = automaton_walk (rules->automaton, symbols);
            walked.walk = walk;
            for (guint i = 0; i < rules->rules->len; i++) {
                struct rule *rule = rules->rules->pdata[i];
                g_autoptr (GPtrArray) a = g_ptr_array_new_with_free_func ((GDestroyNotify) rule_match_free);
                g_autoptr (GPtrArray) b = g_ptr_array_new_with_free_func ((GDestroyNotify) rule_match_free);
                rule_match_all (rules, rule, NULL, &plain, at, end, a, NULL);
                rule_match_all (rules, rule, NULL, &walked, at, end, b, NULL);
                assert_same_matches (a, b, rule->id);
                compared += a->len;
            }
        }
    }
    g_assert_cmpuint (compared, >, 0);
}

/* What a try may cost. A page costs what its places cost, so that a rule cannot go quadratic where each try is bounded by
 * itself: in steps, and in how far it looks. */
#define TRY_STEPS 20000
#define TRY_BYTES 1000

/* Why a try of one of the rule's patterns, anywhere in `unit` amid itself again and again, costs too much, or NULL. */
static const char *
try_costs (struct rules *rules, const struct rule *rule, const char *unit)
{
    g_autoptr (GString) text = g_string_new (NULL);
    gsize length = strlen (unit);

    while (text->len < 3 * TRY_BYTES + 2 * length)
        g_string_append (text, unit);
    for (guint i = 0; i < rule->alternatives->len; i++) {
        const struct pattern *pattern = ((const struct alternative *) rule->alternatives->pdata[i])->code;
        for (gsize at = length; at < 2 * length; at++) {
            gsize end = 0, near = at + TRY_BYTES;
            if (((guchar) text->str[at] & 0xC0) == 0x80)
                continue;
            while (((guchar) text->str[near] & 0xC0) == 0x80)
                near++;
            enum trial trial = pattern_try (rules, pattern, text->str, near, at, TRUE, &end);
            if (trial == TRIAL_LIMITED)
                return "takes too many steps";
            if (trial != TRIAL_RAN_OUT)
                continue;
            rules_set_match_limit (rules, RULES_MATCH_LIMIT);
            trial = pattern_try (rules, pattern, text->str, text->len, at, FALSE, &end);
            rules_set_match_limit (rules, TRY_STEPS);
            if (trial != TRIAL_MATCH || end < near) /* what is matched is not tried again */
                return "looks too far";
        }
    }
    return NULL;
}

/* The worst for a rule is what nearly matches it, again and again: the beginnings of its own examples. */
static void
test_adversarial (void)
{
    g_autoptr (GDir) patterns = g_dir_open ("patterns", 0, NULL);
    guint tried = 0;

    if (!patterns) {
        g_test_skip ("run from the repository root");
        return;
    }
    for (const char *name; (name = g_dir_read_name (patterns));) {
        g_autofree char *path = g_build_filename ("patterns", name, NULL);
        g_autoptr (rules_t) rules = g_str_has_suffix (name, ".rules") ? rules_load (path, NULL) : NULL;
        if (rules)
            rules_set_match_limit (rules, TRY_STEPS);
        for (guint i = 0; rules && i < rules->rules->len; i++) {
            const struct rule *rule = rules->rules->pdata[i];
            for (guint k = 0; k < rule->examples->len; k++) {
                const struct example *example = rule->examples->pdata[k];
                for (const char *p = example->text; *p && p[1]; p++) {
                    if (p[1] != ' ' && p[1] != ':' && p[1] != ',')
                        continue;
                    g_autofree char *unit = g_strdup_printf ("%.*s ", (int) (p - example->text + 1), example->text);
                    const char *costs = try_costs (rules, rule, unit);
                    tried++;
                    if (costs)
                        g_error ("%s %s in \"%s\" again and again", rule->id, costs, unit);
                }
            }
        }
    }
    g_assert_cmpuint (tried, >, 0);
}

/* That test does find rules that go quadratic, and passes what only looks as if it did. */
static void
test_adversarial_finds (void)
{
    static const struct {
        const char *pattern, *unit, *costs;
    } cases[] = {
        { "pain[^.]*relief", "pain and ", "looks too far" },
        { "pain[^.]*+\\.", "pain and ", "looks too far" }, /* without a step */
        { "pain(?=.*relief)", "pain and ", "looks too far" },
        { "(?:\\w+\\s+)*relief", "pain and ", "looks too far" },
        { "(?:\\w+\\s?)+(?<=x)relief", "painpainpainpain, ", "takes too many steps" },
        { "pain[^.]{0,60}relief", "pain and ", NULL },
        { "pain.*", "pain and ", NULL }, /* a line is matched once */
    };

    for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
        g_autofree char *file = g_strdup_printf ("rule r\nkind k\nmatch %s\nmatch x\n+ x => [x]\n", cases[i].pattern);
        g_autofree char *path = write_rules ("test.rules", file);
        char *mistake = NULL;
        g_autoptr (rules_t) rules = load ("rule r\nkind k\nmatch x\n+ x => [x]\n");
        struct rule *rule = rules->rules->pdata[0];
        struct alternative *alternative = rule->alternatives->pdata[0];
        pattern_free (alternative->code);
        alternative->code = pattern_compile (cases[i].pattern, FALSE, FALSE, FALSE, &mistake);
        g_assert_nonnull (alternative->code);
        rules_set_match_limit (rules, TRY_STEPS);
        const char *costs = try_costs (rules, rule, cases[i].unit);
        if (g_strcmp0 (costs, cases[i].costs) != 0)
            g_error ("%s %s", cases[i].pattern, costs ? costs : "costs little");
    }
}

/* Files of one group search a text together, and each finds its own, whatever is loaded and freed beside it. */
static void
test_group (void)
{
    const char *text = "lumbar facet block, neck pain";

    rules_begin_group ();
    g_autoptr (rules_t) neck = load ("rule neck\n  kind x\n  match neck\n  + neck => [neck]\n");
    g_autoptr (rules_t) block =
        load ("rule block\n  kind x\n  match facet\\s+block\n  match \\w+\\s+pain\n  + facet block => [facet block]\n"
              "  + neck pain => [neck pain]\n");
    g_assert_true (neck->automaton == block->automaton);
    ASSERT_MATCHES (neck, text, "neck:neck");
    ASSERT_MATCHES (block, text, "block:facet block block:neck pain");
    g_clear_pointer (&neck, rules_free);
    ASSERT_MATCHES (block, text, "block:facet block block:neck pain");
    neck = load ("rule side\n  kind x\n  match lumbar|neck\n  + lumbar => [lumbar]\n");
    ASSERT_MATCHES (neck, text, "side:lumbar side:neck");
    ASSERT_MATCHES (block, text, "block:facet block block:neck pain");
    rules_begin_group ();
    g_autoptr (rules_t) apart = load ("rule pain\n  kind x\n  match pain\n  + pain => [pain]\n");
    g_assert_true (apart->automaton != block->automaton);
    ASSERT_MATCHES (apart, text, "pain:pain");
    ASSERT_MATCHES (neck, text, "side:lumbar side:neck");
}

/* A pattern that begins with nearly any text is sought only where what it needs stands, be it inside a word. */
static void
test_floating (void)
{
    g_autoptr (rules_t) rules =
        load ("rule note\n  kind x\n  match [^\\n:]{0,60}daily\\s+notes?\n  + PT daily note => [PT daily note]\n");
    const struct rule *rule = rules->rules->pdata[0];
    const struct alternative *alternative = rule->alternatives->pdata[0];
    guint count;

    g_assert_true (alternative->floating);
    ASSERT_MATCHES (rules, "Clinic: a daily\nnote, and one more daily notes",
                    "note: a daily\nnote note:, and one more daily notes");
    ASSERT_MATCHES (rules, "bidaily notes", "note:bidaily notes");
    ASSERT_MATCHES (rules, "takes it daily, noted", "");
    g_autoptr (symbols_t) symbols = symbols_new ("takes it daily, noted", 21, 0, 21);
    g_autoptr (walk_t) walk = automaton_walk (rules->automaton, symbols);
    walk_places (walk, alternative->number, &count);
    g_assert_cmpuint (count, ==, 0);
}

/* The terms of a list are tried by their beginnings; the longer one of two that match stays first. */
static void
test_terms (void)
{
    g_autoptr (rules_t) rules = load ("list drugs\n  kind x\n  term norco | Nortriptyline | Norco ER | no | C-section "
                                      "| cs | csection scar | C4/5 | c4\n"
                                      "  + cs => [cs]\n");
    g_autoptr (rules_t) cased =
        load ("list short\n  kind x\n  flags cased\n  term PT | Pt today | PTA | pto\n  + PT => [PT]\n");

    ASSERT_MATCHES (rules, "NORCO er, norco, no", "drugs:NORCO er drugs:norco drugs:no");
    ASSERT_MATCHES (rules, "nor nortriptyline", "drugs:nortriptyline");
    ASSERT_MATCHES (rules, "csection, cs, csection scar", "drugs:csection drugs:cs drugs:csection scar");
    ASSERT_MATCHES (rules, "C4 / 5 C4 c4/5", "drugs:C4 / 5 drugs:C4 drugs:c4/5");
    ASSERT_MATCHES (cased, "PT pt Pt today pta PTA pto", "short:PT short:Pt today short:PTA short:pto");
}

/* What was checked when the program was built is taken as it is, finds the same, and is checked again once it differs. */
static void
test_trust (void)
{
    const char *text =
        "define SIDE = left|right\nrule side\n  kind x\n  match {SIDE}\\s+knee\n  + left knee => [left knee]\n"
        "list joints\n  kind y\n  term hip | knee => joint=leg\n  + hip => [hip]\n";
    g_autoptr (rules_t) checked = load (text);
    g_autofree char *path = g_build_filename (directory, "test.rules", NULL);
    g_autoptr (GByteArray) image = rules_image ((const char *const *) &path, 1);

    rules_trust (image->data, image->len);
    g_autoptr (rules_t) taken = load (text);
    g_assert_cmpstr (rules_hash (taken), ==, rules_hash (checked));
    const struct rule *rule = taken->rules->pdata[0];
    const struct alternative *alternative = rule->alternatives->pdata[0];
    g_assert_null (alternative->code); /* no text has wanted it */
    ASSERT_MATCHES (taken, "the right knee and hip", "side:right knee joints:knee joints:hip");
    g_assert_nonnull (alternative->code);
    ASSERT_MATCHES (checked, "the right knee and hip", "side:right knee joints:knee joints:hip");
    g_autofree char *said = mistakes_of ("rule side\n  kind x\n  match left\n  + right => [right]\n");
    g_assert_cmpstr (said, ==,
                     "bad.rules:3: no example of side matches by this line\nbad.rules:4: side does not match here");
    g_autofree char *broken = mistakes_of ("rule side\n  kind x\n  match le(ft\n  + left => [left]\n");
    g_assert_true (g_str_has_prefix (broken, "bad.rules:3: bad pattern"));
    g_assert_nonnull (rules_known_hash (text, strlen (text)));
    g_assert_null (rules_known_hash (text, strlen (text) - 1));
    rules_trust (image->data, image->len - 8); /* cut short: of no use */
    g_assert_null (rules_known_hash (text, strlen (text)));
    rules_trust (NULL, 0);
}

/* A file is what it was only where what it includes is. */
static void
test_trust_include (void)
{
    const char *text = "include shared.rules\nrule side\n  kind x\n  match {SIDE}\n  + left => [left]\n";
    g_autofree char *shared = write_rules ("shared.rules", "define SIDE = left|right\n");
    g_autofree char *path = write_rules ("bad.rules", text);
    const char *const paths[] = { path, shared };
    g_autoptr (GByteArray) image = rules_image (paths, G_N_ELEMENTS (paths)), alone = rules_image (paths, 1);
    g_autoptr (GError) error = NULL;

    rules_trust (image->data, image->len);
    g_autoptr (rules_t) taken = rules_load (path, &error);
    g_assert_no_error (error);
    g_assert_nonnull (((struct alternative *) ((struct rule *) taken->rules->pdata[0])->alternatives->pdata[0])->saved);
    g_free (write_rules ("shared.rules", "define SIDE = up|down\n"));
    g_autofree char *said = mistakes_of (text);
    g_assert_cmpstr (said, ==,
                     "bad.rules:4: no example of side matches by this line\nbad.rules:5: side does not match here");
    g_free (write_rules ("shared.rules", "define SIDE = left|right\n"));
    rules_trust (alone->data, alone->len); /* which includes what the image has not */
    g_autoptr (rules_t) checked = rules_load (path, &error);
    g_assert_no_error (error);
    g_assert_null (((struct alternative *) ((struct rule *) checked->rules->pdata[0])->alternatives->pdata[0])->saved);
    rules_trust (NULL, 0);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    directory = g_dir_make_tmp ("casefile-rules-XXXXXX", NULL);
    g_test_add_func ("/rules/match", test_match);
    g_test_add_func ("/rules/words", test_words);
    g_test_add_func ("/rules/range", test_range);
    g_test_add_func ("/rules/list", test_list);
    g_test_add_func ("/rules/mistakes", test_mistakes);
    g_test_add_func ("/rules/include", test_include);
    g_test_add_func ("/rules/limit", test_limit);
    g_test_add_func ("/rules/hostile-text", test_hostile_text);
    g_test_add_func ("/rules/beginnings", test_beginnings);
    g_test_add_func ("/rules/automaton", test_automaton);
    g_test_add_func ("/rules/group", test_group);
    g_test_add_func ("/rules/floating", test_floating);
    g_test_add_func ("/rules/terms", test_terms);
    g_test_add_func ("/rules/trust", test_trust);
    g_test_add_func ("/rules/trust-include", test_trust_include);
    g_test_add_func ("/rules/prefilter", test_prefilter);
    g_test_add_func ("/rules/adversarial", test_adversarial);
    g_test_add_func ("/rules/adversarial-finds", test_adversarial_finds);
    int status = g_test_run ();
    static const char *const files[] = { "test.rules", "bad.rules", "shared.rules" };
    for (gsize i = 0; i < G_N_ELEMENTS (files); i++) {
        g_autofree char *path = g_build_filename (directory, files[i], NULL);
        g_unlink (path);
    }
    g_rmdir (directory);
    return status;
}
