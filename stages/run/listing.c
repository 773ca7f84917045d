#include "stages/run/listing.h"

#include <string.h>

#include "common/atomicfile.h"

static const char HEAD[] =
    "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Cases</title>\n"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
    "<style>body{font:15px/1.4 sans-serif;margin:2em}table{border-collapse:collapse}th,td{padding:.25em .8em;"
    "text-align:left;border-bottom:1px solid "
    "#ccc;vertical-align:top}tr.signed{color:#666}.urgent{font-weight:bold}</style>\n"
    "</head><body>\n<h1>Cases</h1>\n<p>The drafts are for a physician, who decides. Open cases first: expedited, then "
    "by due date."
    "</p>\n<table>\n<thead><tr><th>Case</th><th>Due</th><th>Draft</th><th>Doubts</th><th>Review</th><th>Pages</"
    "th><th>Revisions</th>"
    "</tr></thead>\n<tbody>\n";

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
    g_string_append_printf (html, "<tr class=\"%s%s\"><td><a href=\"%s/%s/report/index.html\">%s</a></td>",
                            row->signed_by ? "signed" : "open", row->expedited ? " urgent" : "", folder, row->revision,
                            name);
    add_cell (html, due);
    add_cell (html, row->determination);
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
    g_string_append (html, "</tbody>\n</table>\n</body></html>\n");
    g_autofree char *before = NULL;
    if (g_file_get_contents (path, &before, NULL, NULL) && strcmp (before, html->str) == 0)
        return TRUE;
    return atomicfile_write (path, html->str, html->len, error);
}
