#include "stages/check/sets.h"

#include <string.h>

#include "common/calendar.h"

G_DEFINE_QUARK (sets_error, sets_error)

const char *const OUTCOME_NAMES[OUTCOMES] = { "met", "not_met", "not_documented", "not_applicable" };
const char *const KIND_NAMES[] = { "mandatory", "quantity", "exclusion", "advisory", "adverse", "documentation", NULL };
static const char *const DECIDE_NAMES[] = { "any", "all", "agree", NULL };

struct reading {
    struct facts *facts; /* to compile against */
    GPtrArray *mistakes;
};

static void
criterion_free (void *data)
{
    struct criterion *criterion = data;
    g_strfreev (criterion->classes);
    g_free (criterion->query);
    g_free (criterion->applies);
    g_free (criterion->reason);
    g_free (criterion->reviewer);
    g_free (criterion->alternatives);
    g_free (criterion->smaller);
    g_array_unref (criterion->trials);
    g_free (criterion);
}

static void
set_free (void *data)
{
    struct set *set = data;
    g_strfreev (set->treatments);
    g_strfreev (set->regions);
    g_free (set->from);
    g_free (set->to);
    g_free (set->variance);
    g_ptr_array_unref (set->criteria);
    source_free (set->source);
    g_free (set);
}

static void
finding_free (void *data)
{
    struct finding *finding = data;
    g_strfreev (finding->affects);
    g_free (finding->query);
    g_array_unref (finding->trials);
    g_free (finding);
}

static void
item_free (void *data)
{
    struct item *item = data;
    g_strfreev (item->treatments);
    g_free (item->query);
    g_array_unref (item->trials);
    g_free (item);
}

void
library_free (struct library *library)
{
    if (library == NULL)
        return;
    g_free (library->directory);
    g_ptr_array_unref (library->sets);
    g_ptr_array_unref (library->findings);
    g_ptr_array_unref (library->items);
    g_ptr_array_unref (library->process);
    g_ptr_array_unref (library->sources);
    g_free (library->hash);
    g_free (library);
}

static int
find_name (const char *const *names, const char *name)
{
    for (int i = 0; names[i] != NULL; i++)
        if (g_strcmp0 (names[i], name) == 0)
            return i;
    return -1;
}

/* The query of an entry with the file's definitions before it, compiled once; NULL where there is none or it is wrong. */
static char *
read_query (struct reading *reading, const struct source *source, const struct block *block, const char *key)
{
    const struct entry *entry = block_entry (block, key), *define = block_entry (source->header, "define");
    if (entry == NULL)
        return NULL;
    gboolean defined = define != NULL && *define->value != '\0';
    const char *own = g_str_has_prefix (entry->value, "WITH RECURSIVE ") ? entry->value + strlen ("WITH RECURSIVE ")
                      : g_str_has_prefix (entry->value, "WITH ")         ? entry->value + strlen ("WITH ")
                                                                         : NULL;
    g_autofree char *sql = defined
                               ? g_strconcat ("WITH RECURSIVE\n", define->value, own != NULL ? "," : "", "\n",
                                              own != NULL ? own : entry->value, NULL) /* its own definitions join in */
                               : g_strdup (entry->value);
    guint before = 0, line = 0;
    for (const char *p = define != NULL ? define->value : ""; defined && *p != '\0'; p++)
        before += *p == '\n';
    before += defined ? 2 : 0;
    g_autoptr (GError) error = NULL;
    if (facts_compile (reading->facts, sql, &line, &error))
        return g_steal_pointer (&sql);
    const char *owner = ((struct entry *) block->entries->pdata[0])->value;
    if (line < before)
        mistake (reading->mistakes, source, define->sql_line + (line > 0 ? line - 1 : 0), "define: %s", error->message);
    else
        mistake (reading->mistakes, source, entry->sql_line + line - before, "%s, %s: %s", owner, key, error->message);
    return NULL;
}

static GArray *
read_trials (struct reading *reading, const struct source *source, const struct block *block)
{
    GArray *trials = g_array_new (FALSE, TRUE, sizeof (struct trial));
    for (guint i = 0; i < block->entries->len; i++) {
        const struct entry *entry = block->entries->pdata[i];
        struct trial *last = trials->len > 0 ? &g_array_index (trials, struct trial, trials->len - 1) : NULL;
        if (strcmp (entry->key, "case") == 0) {
            struct trial trial = { .title = entry->value, .rows = "", .line = entry->line };
            g_array_append_val (trials, trial);
        } else if (strcmp (entry->key, "rows") == 0 && last != NULL) {
            last->rows = entry->value;
        } else if (strcmp (entry->key, "expect") == 0 && last != NULL) {
            last->expect = entry->value;
        } else if (strcmp (entry->key, "rows") == 0 || strcmp (entry->key, "expect") == 0) {
            mistake (reading->mistakes, source, entry->line, "\"%s\" before any \"case\"", entry->key);
        }
    }
    for (guint i = 0; i < trials->len; i++)
        if (g_array_index (trials, struct trial, i).expect == NULL)
            mistake (reading->mistakes, source, g_array_index (trials, struct trial, i).line,
                     "a case without \"expect\"");
    if (trials->len == 0)
        mistake (reading->mistakes, source, block->line, "%s has no case that tests it",
                 ((struct entry *) block->entries->pdata[0])->value);
    return trials;
}

/* "met 0.60, not_documented 0.99"; what is not said is 0.90. */
static void
read_confidence (struct reading *reading, const struct set *set, struct criterion *criterion)
{
    const struct entry *entry = block_entry (criterion->block, "confidence");
    for (int i = 0; i < OUTCOMES; i++)
        criterion->confidence[i] = 0.9;
    g_auto (GStrv) parts = block_list (criterion->block, "confidence");
    for (char **part = parts; *part != NULL; part++) {
        int which = -1;
        for (int i = 0; i < OUTCOMES; i++)
            if (g_str_has_prefix (*part, OUTCOME_NAMES[i]) && (*part)[strlen (OUTCOME_NAMES[i])] == ' ')
                which = i;
        double value = which >= 0 ? g_ascii_strtod (*part + strlen (OUTCOME_NAMES[which]), NULL) : 0;
        if (value <= 0 || value > 1)
            mistake (reading->mistakes, set->source, entry->line, "a confidence reads \"OUTCOME 0.95\"");
        else
            criterion->confidence[which] = value;
    }
}

static struct criterion *
read_criterion (struct reading *reading, struct set *set, const struct block *block)
{
    struct criterion *criterion = g_new0 (struct criterion, 1);
    const struct source *source = set->source;
    criterion->block = block;
    criterion->id = block_value (block, "criterion");
    criterion->number = block_value (block, "number");
    criterion->paraphrase = block_value (block, "paraphrase");
    criterion->cure = block_value (block, "cure");
    criterion->measures = block_value (block, "measures");
    criterion->one_of = block_value (block, "one-of");
    criterion->classes = block_list (block, "classes");
    int kind = find_name (KIND_NAMES, block_value (block, "kind"));
    int decide =
        block_value (block, "decide") != NULL ? find_name (DECIDE_NAMES, block_value (block, "decide")) : DECIDE_ANY;
    g_autofree char *prefix = g_strconcat (set->id != NULL ? set->id : "", ".", NULL);
    if (kind < 0)
        mistake (reading->mistakes, source, block->line,
                 "%s: kind is mandatory, quantity, exclusion, advisory, adverse or"
                 " documentation",
                 criterion->id);
    if (decide < 0)
        mistake (reading->mistakes, source, block->line, "%s: decide is any, all or agree", criterion->id);
    if (criterion->paraphrase == NULL)
        mistake (reading->mistakes, source, block->line, "%s has no paraphrase", criterion->id);
    if (!g_str_has_prefix (criterion->id, prefix))
        mistake (reading->mistakes, source, block->line, "%s: the id of a criterion begins with \"%s\"", criterion->id,
                 prefix);
    if (block_entry (block, "query") == NULL)
        mistake (reading->mistakes, source, block->line, "%s has no query", criterion->id);
    criterion->kind = kind < 0 ? KIND_MANDATORY : (enum kind) kind;
    criterion->decide = decide < 0 ? DECIDE_ANY : (enum decide) decide;
    read_confidence (reading, set, criterion);
    criterion->query = read_query (reading, source, block, "query");
    criterion->applies = read_query (reading, source, block, "applies");
    criterion->reason = read_query (reading, source, block, "reason");
    criterion->reviewer = read_query (reading, source, block, "reviewer");
    criterion->alternatives = read_query (reading, source, block, "alternatives");
    criterion->smaller = read_query (reading, source, block, "smaller");
    criterion->trials = read_trials (reading, source, block);
    return criterion;
}

/* "2009-07-18 .. 2017-11-30", either end may be missing. */
static void
read_in_force (struct reading *reading, struct set *set)
{
    const struct entry *entry = block_entry (set->source->header, "in-force");
    g_auto (GStrv) ends = g_strsplit (entry != NULL ? entry->value : "..", "..", 2);
    set->from = g_strstrip (g_strdup (ends[0]));
    set->to = g_strstrip (g_strdup (ends[1] != NULL ? ends[1] : ""));
    if (entry != NULL
        && (ends[1] == NULL || (*set->from != '\0' && calendar_julian (set->from) == CALENDAR_NONE)
            || (*set->to != '\0' && calendar_julian (set->to) == CALENDAR_NONE)))
        mistake (reading->mistakes, set->source, entry->line, "in-force reads \"2009-07-18 .. 2017-11-30\"");
}

static void
read_set (struct reading *reading, struct library *library, const char *path)
{
    struct source *source = source_read (path, reading->mistakes);
    if (source == NULL)
        return;
    struct set *set = g_new0 (struct set, 1);
    const struct block *header = source->header;
    set->source = source;
    set->criteria = g_ptr_array_new_with_free_func (criterion_free);
    set->id = block_value (header, "set");
    set->title = block_value (header, "title");
    set->stance = block_value (header, "stance");
    set->treatments = block_list (header, "treatments");
    set->regions = block_list (header, "regions");
    set->generic = set->treatments[0] != NULL && strcmp (set->treatments[0], "any") == 0;
    read_in_force (reading, set);
    static const char *const REQUIRED[] = {
        "set", "title", "treatments", "guideline", "in-force", "verified", "source"
    };
    for (gsize i = 0; i < G_N_ELEMENTS (REQUIRED); i++)
        if (block_value (header, REQUIRED[i]) == NULL)
            mistake (reading->mistakes, source, 1, "the set has no \"%s\"", REQUIRED[i]);
    set->variance = read_query (reading, source, header, "variance");
    for (guint i = 0; i < source->blocks->len; i++) {
        const struct block *block = source->blocks->pdata[i];
        if (strcmp (((struct entry *) block->entries->pdata[0])->key, "criterion") != 0)
            mistake (reading->mistakes, source, block->line, "a criteria file holds criteria only");
        else
            g_ptr_array_add (set->criteria, read_criterion (reading, set, block));
    }
    for (guint i = 0; i < set->criteria->len; i++)
        for (guint j = 0; j < i; j++) {
            const struct criterion *a = set->criteria->pdata[i], *b = set->criteria->pdata[j];
            if (strcmp (a->id, b->id) == 0)
                mistake (reading->mistakes, source, a->block->line, "%s stands here twice", a->id);
        }
    g_ptr_array_add (library->sets, set);
}

static void
read_findings (struct reading *reading, struct library *library, struct source *source)
{
    static const char *const SEVERITIES[] = { "critical", "major", "minor", "info", NULL };
    for (guint i = 0; i < source->blocks->len; i++) {
        const struct block *block = source->blocks->pdata[i];
        struct finding *finding = g_new0 (struct finding, 1);
        finding->source = source;
        finding->block = block;
        finding->code = block_value (block, "finding");
        finding->severity = block_value (block, "severity");
        finding->message = block_value (block, "message");
        finding->suggestion = block_value (block, "suggestion");
        finding->affects = block_list (block, "affects");
        if (finding->code == NULL || finding->message == NULL || block_entry (block, "query") == NULL)
            mistake (reading->mistakes, source, block->line, "a finding has a code, a message and a query");
        if (find_name (SEVERITIES, finding->severity) < 0)
            mistake (reading->mistakes, source, block->line, "severity is critical, major, minor or info");
        finding->query = read_query (reading, source, block, "query");
        finding->trials = read_trials (reading, source, block);
        g_ptr_array_add (library->findings, finding);
    }
}

static void
read_items (struct reading *reading, struct library *library, struct source *source)
{
    for (guint i = 0; i < source->blocks->len; i++) {
        const struct block *block = source->blocks->pdata[i];
        struct item *item = g_new0 (struct item, 1);
        item->source = source;
        item->block = block;
        item->name = block_value (block, "item");
        item->weight =
            g_ascii_strtod (block_value (block, "weight") != NULL ? block_value (block, "weight") : "0", NULL);
        item->treatments = block_list (block, "treatments");
        if (item->name == NULL || item->weight <= 0 || block_entry (block, "query") == NULL)
            mistake (reading->mistakes, source, block->line, "an item has a name, a weight above 0 and a query");
        item->query = read_query (reading, source, block, "query");
        item->trials = read_trials (reading, source, block);
        g_ptr_array_add (library->items, item);
    }
}

/* Rows of process data, one row a line, "#" remarks. */
static void
read_process (struct reading *reading, struct library *library, const char *path)
{
    g_autofree char *text = NULL;
    g_autoptr (GError) error = NULL;
    struct source name = { .name = g_path_get_basename (path) };
    if (!g_file_get_contents (path, &text, NULL, &error) || !g_utf8_validate (text, -1, NULL)) {
        mistake (reading->mistakes, &name, 1, "%s", error != NULL ? error->message : "not UTF-8");
    } else {
        g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
        for (guint i = 0; lines[i] != NULL; i++) {
            g_autoptr (GError) wrong = NULL;
            if (lines[i][0] == '#')
                continue;
            if (!facts_insert_notation (reading->facts, lines[i], &wrong))
                mistake (reading->mistakes, &name, i + 1, "%s", wrong->message);
            g_ptr_array_add (library->process, g_strdup (lines[i]));
        }
    }
    g_free (name.name);
}

static void
hash_all (struct library *library)
{
    g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
    for (guint i = 0; i < library->sets->len; i++)
        g_checksum_update (sum, (const guchar *) ((struct set *) library->sets->pdata[i])->source->hash, -1);
    for (guint i = 0; i < library->sources->len; i++)
        g_checksum_update (sum, (const guchar *) ((struct source *) library->sources->pdata[i])->hash, -1);
    for (guint i = 0; i < library->process->len; i++)
        g_checksum_update (sum, library->process->pdata[i], -1);
    library->hash = g_strdup (g_checksum_get_string (sum));
}

struct library *
library_load (const char *directory, GError **error)
{
    g_autoptr (facts_t) facts = facts_new (error);
    if (facts == NULL)
        return NULL;
    g_autoptr (GPtrArray) mistakes = g_ptr_array_new_with_free_func (g_free);
    g_autoptr (library_t) library = g_new0 (struct library, 1);
    struct reading reading = { facts, mistakes };
    library->directory = g_strdup (directory);
    library->sources = g_ptr_array_new_with_free_func ((GDestroyNotify) source_free);
    library->sets = g_ptr_array_new_with_free_func (set_free);
    library->findings = g_ptr_array_new_with_free_func (finding_free);
    library->items = g_ptr_array_new_with_free_func (item_free);
    library->process = g_ptr_array_new_with_free_func (g_free);
    static const char *const FOLDERS[] = { "process", "criteria", "findings", "completeness" };
    for (gsize f = 0; f < G_N_ELEMENTS (FOLDERS); f++) {
        g_autofree char *folder = g_build_filename (directory, FOLDERS[f], NULL);
        g_autoptr (GPtrArray) paths = source_list (folder, f == 0 ? ".rows" : ".sql");
        for (guint i = 0; i < paths->len; i++) {
            if (f == 0) {
                read_process (&reading, library, paths->pdata[i]);
                continue;
            }
            if (f == 1) {
                read_set (&reading, library, paths->pdata[i]);
                continue;
            }
            struct source *source = source_read (paths->pdata[i], mistakes);
            if (source == NULL)
                continue;
            g_ptr_array_add (library->sources, source);
            if (f == 2)
                read_findings (&reading, library, source);
            else
                read_items (&reading, library, source);
        }
    }
    if (library->sets->len == 0 && mistakes->len == 0)
        g_ptr_array_add (mistakes, g_strdup_printf ("%s: there is no criteria set", directory));
    if (mistakes->len > 0) {
        g_ptr_array_add (mistakes, NULL);
        g_autofree char *all = g_strjoinv ("\n", (char **) mistakes->pdata);
        g_set_error_literal (error, SETS_ERROR, SETS_ERROR_MISTAKES, all);
        return NULL;
    }
    hash_all (library);
    return g_steal_pointer (&library);
}

static gboolean
in_force (const struct set *set, const char *date)
{
    return date == NULL
           || ((*set->from == '\0' || strcmp (set->from, date) <= 0)
               && (*set->to == '\0' || strcmp (date, set->to) <= 0));
}

const struct set *
library_choose (const struct library *library, const char *treatment, const char *region, const char *date)
{
    const struct set *specific = NULL, *general = NULL, *generic = NULL;
    gboolean editions = FALSE; /* several fit, and no date says which */
    for (guint i = 0; i < library->sets->len; i++) {
        const struct set *set = library->sets->pdata[i];
        if (!in_force (set, date))
            continue;
        if (set->generic) {
            generic = generic != NULL ? generic : set;
        } else if (treatment == NULL || !g_strv_contains ((const char *const *) set->treatments, treatment)) {
            continue;
        } else if (set->regions[0] == NULL) {
            editions |= general != NULL;
            general = general != NULL ? general : set;
        } else if (region != NULL && g_strv_contains ((const char *const *) set->regions, region)) {
            editions |= specific != NULL;
            specific = specific != NULL ? specific : set;
        }
    }
    if (date == NULL && (editions || (specific != NULL && general != NULL)))
        return generic;
    return specific != NULL ? specific : general != NULL ? general : generic;
}

const struct set *
library_find_set (const struct library *library, const char *id)
{
    for (guint i = 0; i < library->sets->len; i++) {
        const struct set *set = library->sets->pdata[i];
        if (g_strcmp0 (set->id, id) == 0)
            return set;
    }
    return NULL;
}

gboolean
library_fill (const struct library *library, struct facts *facts, GError **error)
{
    for (guint i = 0; i < library->process->len; i++)
        if (!facts_insert_notation (facts, library->process->pdata[i], error))
            return FALSE;
    for (guint i = 0; i < library->sets->len; i++) {
        const struct set *set = library->sets->pdata[i];
        const char *columns[] = { "id", "system", "mtus", "generic" };
        g_auto (GStrv) system = g_strsplit (block_value (set->source->header, "guideline"), ",", 2);
        const char *mtus = block_value (set->source->header, "mtus");
        struct value values[] = { { .type = VALUE_TEXT, .text = set->id },
                                  { .type = VALUE_TEXT, .text = system[0] },
                                  { .type = VALUE_NUMBER, .number = g_strcmp0 (mtus, "yes") == 0 },
                                  { .type = VALUE_NUMBER, .number = set->generic } };
        if (!facts_insert (facts, "criteria_set", columns, values, G_N_ELEMENTS (columns), error))
            return FALSE;
    }
    return TRUE;
}
