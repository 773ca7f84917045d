#include "stages/run/listing.h"

#include <string.h>

#include "common/atomicfile.h"

/* By daylight and in the dark text keeps a contrast of 4.5 or more; on a narrow screen the table scrolls, not the page. */
static const char HEAD[] =
    "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Cases</title>\n"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
    "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
    "<style>:root{color-scheme:light dark;--ink:#1b1f24;--paper:#fff;--line:#c9d1d9;--soft:#57606a;--link:#0550ae}"
    "@media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--paper:#0d1117;--line:#3d444d;--soft:#9da7b1;--link:#"
    "79b8ff}}"
    "body{margin:0;padding:1.2rem 1.5rem;font:16px/1.5 'DejaVu Sans','Liberation "
    "Sans',Arial,sans-serif;color:var(--ink);"
    "background:var(--paper)}h1{font-size:1.5rem;margin:0}p{margin:.3rem 0 1rem}a{color:var(--link)}"
    ".table{overflow-x:auto}table{border-collapse:collapse}th,td{padding:.3rem .8rem;text-align:left;"
    "border-bottom:1px solid var(--line);vertical-align:top}td{white-space:nowrap}tbody th{font-weight:normal;"
    "min-width:8rem;overflow-wrap:anywhere}"
    "tr.signed td{color:var(--soft)}tr.urgent th,tr.urgent td{font-weight:bold}</style>\n"
    "</head><body><main>\n<h1>Cases</h1>\n<p>The drafts are for a physician, who decides. Open cases first: expedited, "
    "then by due date.</p>\n<div class=\"table\" tabindex=\"0\" role=\"region\" aria-label=\"Cases\"><table>\n"
    "<thead><tr><th scope=\"col\">Case</th><th scope=\"col\">Due</th><th scope=\"col\">Draft</th>"
    "<th scope=\"col\">Doubts</th><th scope=\"col\">Review</th><th scope=\"col\">Pages</th><th scope=\"col\">Revisions"
    "</th></tr></thead>\n<tbody>\n";

/* The words that the case reports have, too. */
static const char *
draft_words (const char *determination)
{
    if (g_strcmp0 (determination, "partially_overturned") == 0)
        return "partially overturned";
    return g_strcmp0 (determination, "needs_human") == 0 ? "needs a person" : determination;
}

static void
add_cell (GString *html, const char *text)
{
    g_autofree char *escaped = g_markup_escape_text (text && *text ? text : "-", -1);
    g_string_append_printf (html, "<td>%s</td>", escaped);
}

static void
add_doubts (GString *html, const struct index_case *row)
{
    g_autoptr (GString) doubts = g_string_new (NULL);
    const struct {
        int count;
        const char *what;
    } found[] = {
        { row->findings_major, "major findings" },
        { row->documents_unread, "files not read" },
        { row->pages_unread, "pages not read" },
    };
    for (gsize i = 0; i < G_N_ELEMENTS (found); i++)
        if (found[i].count > 0)
            g_string_append_printf (doubts, "%s%s: %d", doubts->len ? ", " : "", found[i].what, found[i].count);
    add_cell (html, doubts->str);
}

static void
add_row (const struct index_case *row, gpointer user)
{
    GString *html = user;
    g_autofree char *folder = g_uri_escape_string (row->name, NULL, FALSE);
    g_autofree char *name = g_markup_escape_text (row->name, -1);
    g_autofree char *due = g_strdup_printf ("%s%s", row->due ? row->due : "", row->expedited ? " expedited" : "");
    g_autofree char *review =
        row->signed_by ? g_strdup_printf ("signed off by %s, %s", row->signed_by, row->signed_on) : g_strdup ("open");
    g_autofree char *pages = g_strdup_printf ("%d", row->pages), *revisions = g_strdup_printf ("%d", row->revisions);
    g_string_append_printf (
        html, "<tr class=\"%s%s\"><th scope=\"row\"><a href=\"%s/%s/report/index.html\">%s</a></th>",
        row->signed_by ? "signed" : "open", row->expedited ? " urgent" : "", folder, row->revision, name);
    add_cell (html, due);
    add_cell (html, draft_words (row->determination));
    add_doubts (html, row);
    add_cell (html, review);
    add_cell (html, pages);
    add_cell (html, revisions);
    g_string_append (html, "</tr>\n");
}

gboolean
listing_write (const struct spool *spool, struct index *index, GError **error)
{
    g_autofree char *path = g_build_filename (spool->done, LISTING_FILE, NULL);
    g_autoptr (GString) html = g_string_new (HEAD);
    if (!index_each_case (index, add_row, html, error))
        return FALSE;
    g_string_append (html, "</tbody>\n</table></div>\n</main></body></html>\n");
    g_autofree char *before = NULL;
    if (g_file_get_contents (path, &before, NULL, NULL) && strcmp (before, html->str) == 0)
        return TRUE;
    return atomicfile_write (path, html->str, html->len, error);
}
