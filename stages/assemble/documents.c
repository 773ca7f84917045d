#include "stages/assemble/documents.h"

#include <math.h>
#include <string.h>

#include "stages/assemble/join.h"
#include "stages/assemble/pages.h"

#define WELL_READ 93 /* mean word confidence of a page whose date can be trusted against all others */
#define ISO_DAY_LENGTH 10
#define WEAK_CLASS 0.6 /* confidence of a class to which few words point */

void
document_free (struct document *document)
{
    g_ptr_array_unref (document->pages);
    g_ptr_array_unref (document->may_follow);
    g_ptr_array_unref (document->evidence);
    g_free (document->content);
    g_free (document);
}

struct document *
document_new (void)
{
    struct document *document = g_new0 (struct document, 1);
    document->pages = g_ptr_array_new ();
    document->may_follow = g_ptr_array_new ();
    document->evidence = g_ptr_array_new ();
    document->is_signed = -1;
    document->class_confidence = NAN;
    return document;
}

static int
legibility_rank (const char *legibility)
{
    static const char *const order[] = { "good", "fair", "poor" };
    for (int i = 0; legibility && i < 3; i++)
        if (g_str_equal (order[i], legibility))
            return i;
    return -1;
}

void
document_describe (struct document *document)
{
    g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
    for (guint i = 0; i < document->pages->len; i++) {
        struct page *page = g_ptr_array_index (document->pages, i);
        if (!document->class_id && page->class_id) {
            document->class_id = page->class_id;
            document->class_confidence = page->class_confidence;
        }
        if (!document->layout)
            document->layout = page->layout;
        if (!document->date)
            document->date = page->part_date;
        if (legibility_rank (page->legibility) > legibility_rank (document->legibility))
            document->legibility = page->legibility;
        document->handwritten |= page->handwritten;
        if (page->fingerprint)
            g_checksum_update (checksum, (const guchar *) page->fingerprint->hash, -1);
        for (guint j = 0; j < page->mentions->len; j++) {
            const struct mention *mention = g_ptr_array_index (page->mentions, j);
            if (mention_is (mention, "signature")) {
                const struct field *field = mention_field (mention, "signed");
                if (field && field->type == FIELD_TRUE)
                    document->is_signed = 1;
                else if (field && field->type == FIELD_FALSE && document->is_signed < 0)
                    document->is_signed = 0;
                if (!document->author)
                    document->author = mention_text (mention, "by");
                if (!document->signed_date && !mention->candidate)
                    document->signed_date = mention_text (mention, "date");
            }
        }
        page->document = document;
    }
    g_free (document->content);
    document->content = g_strdup (g_checksum_get_string (checksum));
}

static const struct page *
first_page (const struct document *document)
{
    return g_ptr_array_index (document->pages, 0);
}

/* The one provider that a report names, where it names one alone; NULL otherwise. A letter names its addressee. */
static const char *
only_provider (const struct document *document)
{
    static const char *const letters[] = { "CORR", "IMR_APP", "IMR_NOA", "IMR_FDL", "GUIDE", NULL };
    const char *only = NULL;
    if (document->class_id && g_strv_contains (letters, document->class_id))
        return NULL;
    for (guint i = 0; i < document->pages->len; i++) {
        const struct page *page = g_ptr_array_index (document->pages, i);
        for (guint j = 0; j < page->mentions->len; j++) {
            const struct mention *mention = g_ptr_array_index (page->mentions, j);
            const char *name =
                mention_is (mention, "provider") && !mention->candidate ? mention_text (mention, "name") : NULL;
            if (name && only && !identity_same ("name", name, only))
                return NULL;
            if (name && !only)
                only = name;
        }
    }
    return only;
}

/* By date, then class, then content: the names of files and their order have no say but between equal copies. */
static int
compare_documents (gconstpointer x, gconstpointer y)
{
    const struct document *a = *(struct document *const *) x, *b = *(struct document *const *) y;
    int order = (a->date == NULL) - (b->date == NULL);
    if (!order)
        order = g_strcmp0 (a->date, b->date);
    if (!order)
        order = g_strcmp0 (a->class_id, b->class_id);
    if (!order)
        order = document_is_copy (a) - document_is_copy (b);
    if (!order)
        order = g_strcmp0 (a->content, b->content);
    if (!order)
        order = g_strcmp0 (first_page (a)->file->sha256, first_page (b)->file->sha256);
    return order ? order : first_page (a)->number - first_page (b)->number;
}

static gboolean
is_classed (const struct page *page)
{
    return page->class_id && !g_str_equal (page->class_id, "OTHER");
}

/* A page that lies alone and says but by a word or two that it is of somebody's treatment: what it is of, nobody knows. */
static void
doubt_class (struct document *document)
{
    if (!document_is_fragment (document) || !document_class_treats (document->class_id)
        || document->class_confidence > WEAK_CLASS)
        return;
    document->likely_class = document->class_id;
    document->class_id = "OTHER";
    for (guint i = 0; i < document->pages->len; i++)
        ((struct page *) g_ptr_array_index (document->pages, i))->class_id = document->class_id;
}

/* What stands on a page that turns out to be of a reviewer's letter was said by the reviewer, of whatever class it seemed by itself. */
static void
give_to_reviewer (const struct page *page)
{
    for (guint i = 0; i < page->mentions->len; i++) {
        struct mention *mention = g_ptr_array_index (page->mentions, i);
        if (!mention_in_zone (mention, "record"))
            continue;
        mention->zone = g_strcmp0 (mention->section, "rationale") == 0 ? "rationale" : "summary";
        mention->attribution = "reviewer_summary";
    }
}

/* A document as a whole: a page that does not tell what it is by itself is of the class of the others; author and signature stand
 * at the end. */
static void
settle (struct document *document)
{
    const struct page *telling = NULL;
    for (guint i = 0; i < document->pages->len && !telling; i++)
        if (is_classed (g_ptr_array_index (document->pages, i)))
            telling = g_ptr_array_index (document->pages, i);
    static const char *const reviews[] = { "UR", "IMR_FDL", NULL };
    for (guint i = 0; telling && i < document->pages->len; i++) {
        struct page *page = g_ptr_array_index (document->pages, i);
        if (g_strv_contains (reviews, telling->class_id) && g_strcmp0 (page->class_id, telling->class_id) != 0)
            give_to_reviewer (page);
        page->class_id = telling->class_id;
    }
    if (telling) {
        document->class_id = telling->class_id;
        document->class_confidence = telling->class_confidence;
    }
    document_describe (document);
    if (!document->author)
        document->author = only_provider (document);
    if (first_page (document)->part > 0)
        identity_spread (document->pages);
}

struct documents *
documents_build (struct store *store)
{
    struct documents *documents = g_new0 (struct documents, 1);
    documents->list = g_ptr_array_new_with_free_func ((GDestroyNotify) document_free);
    documents->of_mention = g_hash_table_new (g_str_hash, g_str_equal);
    for (guint f = 0; f < store->files->len; f++) {
        struct file *file = g_ptr_array_index (store->files, f);
        struct document *document = NULL;
        int part = -1;
        for (guint i = 0; i < file->page_list->len; i++) {
            struct page *page = g_ptr_array_index (file->page_list, i);
            if (!document || page->part != part) {
                document = document_new ();
                document->in_file = TRUE;
                part = page->part;
                g_ptr_array_add (documents->list, document);
            }
            g_ptr_array_add (document->pages, page);
        }
    }
    for (guint i = 0; i < documents->list->len; i++)
        document_describe (g_ptr_array_index (documents->list, i));
    join_documents (documents->list);
    for (guint i = 0; i < documents->list->len; i++)
        settle (g_ptr_array_index (documents->list, i));
    for (guint i = 0; documents->list->len > 1 && i < documents->list->len; i++)
        doubt_class (g_ptr_array_index (documents->list, i));
    documents->n_in_file = documents->list->len;
    return documents;
}

void
documents_order (struct documents *documents)
{
    g_ptr_array_sort (documents->list, compare_documents);
    for (guint i = 0; i < documents->list->len; i++) {
        struct document *document = g_ptr_array_index (documents->list, i);
        g_snprintf (document->id, sizeof document->id, "DOC%u", i + 1);
    }
}

static gboolean
is_badly_read (const struct document *document)
{
    for (guint i = 0; i < document->pages->len; i++) {
        const struct page *page = g_ptr_array_index (document->pages, i);
        if (g_strcmp0 (page->source, "ocr") == 0
            && (page->handwritten || g_strcmp0 (page->legibility, "good") != 0 || page->confidence < WELL_READ))
            return TRUE;
    }
    return FALSE;
}

/* The injury date that most places give, or NULL. */
static const char *
injury_date (const struct documents *documents)
{
    g_autoptr (GHashTable) votes = g_hash_table_new (g_str_hash, g_str_equal);
    const char *best = NULL;
    guint most = 0;
    for (guint d = 0; d < documents->n_in_file; d++) {
        const struct document *document = g_ptr_array_index (documents->list, d);
        for (guint i = 0; i < document->pages->len; i++) {
            const struct page *page = g_ptr_array_index (document->pages, i);
            for (guint j = 0; j < page->mentions->len; j++) {
                const struct mention *mention = g_ptr_array_index (page->mentions, j);
                const char *value = mention_is (mention, "date") && !mention->candidate && !page->foreign
                                            && g_strcmp0 (mention_text (mention, "role"), "injury") == 0
                                        ? mention_text (mention, "value")
                                        : NULL;
                if (!value || strlen (value) != ISO_DAY_LENGTH)
                    continue;
                guint n = GPOINTER_TO_UINT (g_hash_table_lookup (votes, value)) + 1;
                g_hash_table_insert (votes, (gpointer) value, GUINT_TO_POINTER (n));
                if (n > most || (n == most && strcmp (value, best) < 0)) {
                    most = n;
                    best = value;
                }
            }
        }
    }
    return best;
}

void
documents_doubt_dates (struct documents *documents)
{
    static const char *const letters[] = { "UR", "IMR_APP", "IMR_NOA", "IMR_FDL", NULL };
    const char *first = injury_date (documents), *last = NULL;
    for (guint i = 0; i < documents->n_in_file; i++) {
        const struct document *document = g_ptr_array_index (documents->list, i);
        if (document->date && document->class_id && g_strv_contains (letters, document->class_id)
            && !is_badly_read (document) && (!last || strcmp (document->date, last) > 0))
            last = document->date;
    }
    for (guint i = 0; i < documents->n_in_file; i++) {
        struct document *document = g_ptr_array_index (documents->list, i);
        if (!document->date || !is_badly_read (document))
            continue;
        if ((first && strcmp (document->date, first) < 0) || (last && strcmp (document->date, last) > 0)) {
            document->date_doubtful = document->date;
            document->date = NULL;
        }
    }
}

void
documents_free (struct documents *documents)
{
    if (!documents)
        return;
    g_ptr_array_unref (documents->list);
    g_hash_table_unref (documents->of_mention);
    g_free (documents);
}

gboolean
document_is_copy (const struct document *document)
{
    for (guint i = 0; i < document->pages->len; i++)
        if (!((const struct page *) g_ptr_array_index (document->pages, i))->duplicate_of)
            return FALSE;
    return document->pages->len > 0;
}

gboolean
document_is_foreign (const struct document *document)
{
    for (guint i = 0; i < document->pages->len; i++)
        if (!((const struct page *) g_ptr_array_index (document->pages, i))->foreign)
            return FALSE;
    return document->pages->len > 0;
}

const struct page *
document_first_page (const struct document *document)
{
    return g_ptr_array_index (document->pages, 0);
}

const struct page *
document_last_page (const struct document *document)
{
    return g_ptr_array_index (document->pages, document->pages->len - 1);
}

gboolean
document_class_treats (const char *class_id)
{
    static const char *const treating[] = { "PR2", "DFR", "PR4_PR3", "THER", "PSY", NULL };
    return class_id && g_strv_contains (treating, class_id);
}

/* A writer who mentions a document may call it by a wider name than the classifier does. */
static gboolean
classes_agree (const char *mentioned, const char *found)
{
    if (g_strcmp0 (mentioned, found) == 0)
        return TRUE;
    static const char *const reports[] = { "PR2", "DFR", "PR4_PR3", "MEDLEGAL", NULL };
    return mentioned && found && g_strv_contains (reports, mentioned) && g_strv_contains (reports, found);
}

struct document *
documents_find (const struct documents *documents, const char *const *classes, const char *date)
{
    for (guint i = 0; date && i < documents->n_in_file; i++) {
        struct document *document = g_ptr_array_index (documents->list, i);
        if (g_strcmp0 (document->date, date) == 0 && document->class_id && g_strv_contains (classes, document->class_id)
            && !document_is_copy (document) && !document_is_foreign (document))
            return document;
    }
    return NULL;
}

static struct document *
find_in_file (const struct documents *documents, const char *class_id, const char *date,
              const struct document *mentioned_in)
{
    for (guint i = 0; date && i < documents->n_in_file; i++) {
        struct document *document = g_ptr_array_index (documents->list, i);
        if (document != mentioned_in && g_strcmp0 (document->date, date) == 0
            && classes_agree (class_id, document->class_id) && !document_is_foreign (document))
            return document;
    }
    return NULL;
}

static struct document *
find_mentioned (const struct documents *documents, const char *class_id, const char *date)
{
    for (guint i = documents->n_in_file; i < documents->list->len; i++) {
        struct document *document = g_ptr_array_index (documents->list, i);
        if (g_strcmp0 (document->date, date) == 0 && classes_agree (class_id, document->class_id))
            return document;
    }
    return NULL;
}

static void
add_evidence (struct document *document, struct mention *mention)
{
    if (!g_ptr_array_find (document->evidence, mention, NULL))
        g_ptr_array_add (document->evidence, mention);
    document->handwritten |= mention_true (mention, "handwritten");
    document->stated_missing |= mention_true (mention, "stated_missing");
    const char *legibility = mention_text (mention, "legibility");
    if (legibility_rank (legibility) > legibility_rank (document->legibility)) /* of two judgements the worse stands */
        document->legibility = legibility;
}

static struct document *
new_mentioned (struct documents *documents, const char *class_id, const char *date)
{
    struct document *document = document_new ();
    document->class_id = class_id;
    document->date = date;
    g_snprintf (document->id, sizeof document->id, "R%u", documents->list->len - documents->n_in_file + 1);
    g_ptr_array_add (documents->list, document);
    return document;
}

/* The procedure with a date that "this procedure note" speaks of: the nearest before it on its page. */
static const struct mention *
procedure_before (const struct mention *mention)
{
    const struct mention *nearest = NULL;
    for (guint i = 0; i < mention->page->mentions->len; i++) {
        const struct mention *other = g_ptr_array_index (mention->page->mentions, i);
        if (mention_is (other, "procedure") && mention_text (other, "date") && other->start < mention->start
            && other->sentence >= 0 && mention->sentence - other->sentence <= 1
            && (!nearest || other->start > nearest->start))
            nearest = other;
    }
    return nearest;
}

const char *
documents_spoken_date (const struct mention *mention)
{
    const char *date = mention_text (mention, "date");
    if (date)
        return date;
    const struct mention *procedure = procedure_before (mention);
    return procedure ? mention_text (procedure, "date") : NULL;
}

static struct document *
resolve (struct documents *documents, struct mention *mention, struct document *latest)
{
    const char *class_id = mention_text (mention, "class"), *date = mention_text (mention, "date");
    if (!date && mention_true (mention, "stated_missing"))
        date = documents_spoken_date (mention);
    if (!date) {
        /* A further word on a document already named: "the progress report was hand written". */
        struct document *governing =
            mention->report ? g_hash_table_lookup (documents->of_mention, mention->report) : NULL;
        if (governing && classes_agree (class_id, governing->class_id))
            return governing;
        if (latest && classes_agree (class_id, latest->class_id))
            return latest;
        for (guint i = 0; i < documents->n_in_file; i++) {
            struct document *document = g_ptr_array_index (documents->list, i);
            if (document != mention->page->document && classes_agree (class_id, document->class_id)
                && !document_is_foreign (document))
                return NULL; /* some document of the class is there; which one is meant, nobody says */
        }
    }
    const struct document *own = mention->page->document;
    if (date && g_strcmp0 (own->date, date) == 0 && classes_agree (class_id, own->class_id))
        return NULL; /* a document that names itself */
    struct document *document = find_in_file (documents, class_id, date, own);
    if (!document)
        document = find_mentioned (documents, class_id, date);
    return document ? document : new_mentioned (documents, class_id, date);
}

void
documents_add_mentioned (struct documents *documents, GPtrArray *mentions)
{
    struct document *latest = NULL;
    const struct page *page = NULL;
    for (guint i = 0; i < mentions->len; i++) {
        struct mention *mention = g_ptr_array_index (mentions, i);
        if (mention->page != page) {
            page = mention->page;
            latest = NULL;
        }
        if (mention_is (mention, "document_mention") && !mention_in_zone (mention, "guideline")) {
            struct document *document = resolve (documents, mention, latest);
            if (!document)
                continue;
            add_evidence (document, mention);
            latest = document;
            if (mention->id)
                g_hash_table_insert (documents->of_mention, (gpointer) mention->id, document);
        } else if (mention_is (mention, "absence")
                   && g_strcmp0 (mention_text (mention, "subject"), "procedure_note") == 0) {
            const char *date = documents_spoken_date (mention);
            static const char *const notes[] = { "OP", NULL };
            if (!date || documents_find (documents, notes, date))
                continue;
            struct document *document = find_mentioned (documents, "OP", date);
            if (!document)
                document = new_mentioned (documents, "OP", date);
            add_evidence (document, mention);
            document->stated_missing = TRUE;
        }
    }
}

struct document *
documents_report_of (const struct documents *documents, const struct mention *mention)
{
    struct document *document = mention->report ? g_hash_table_lookup (documents->of_mention, mention->report) : NULL;
    if (document)
        return document;
    return mention_in_zone (mention, "record") ? mention->page->document : NULL;
}
