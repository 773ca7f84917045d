#include "stages/report/prose.h"

#include <string.h>

#include "stages/report/html.h"

/* The head of a table repeats on every printed page: that is what carries the word that this is a draft. */
static const char LETTER_STYLE[] =
    "body{font:12pt/1.5 'DejaVu Serif','Liberation Serif',serif;color:#111;background:#fff;max-width:46rem;margin:0 "
    "auto;padding:3rem 1.5rem 1rem}h1{font-size:1.3rem}h2{font-size:1rem;margin:1.6rem 0 .4rem}p{margin:.5rem 0}"
    ".draft{position:fixed;top:0;left:0;right:0;margin:0;padding:.2rem;text-align:center;font:bold .8rem sans-serif;"
    "color:#8a0000;background:#fff;border-bottom:1px solid #8a0000}sup{font-size:.65em;line-height:0}a{color:inherit}"
    "dl{display:grid;grid-template-columns:max-content 1fr;gap:0 1rem;margin:0}dt{font-weight:bold}dd{margin:0}"
    ".sources{font-size:.8rem}.fill{border:1px dashed #555;padding:.3rem .6rem}li{margin:.2rem 0}"
    ".page{border-collapse:collapse;width:100%}.page td{padding:0}"
    "@page{margin:1.5cm 2cm}@media print{body{padding:0;max-width:none}.draft{position:static}.page thead td{"
    "height:1.4cm;vertical-align:top}.page tbody td{vertical-align:top}}";

static char *
style_hash (void)
{
    g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, LETTER_STYLE, -1);
    guint8 digest[32];
    for (gsize i = 0; i < sizeof digest; i++)
        digest[i] = (guint8) (g_ascii_xdigit_value (hash[2 * i]) * 16 + g_ascii_xdigit_value (hash[2 * i + 1]));
    return g_base64_encode (digest, sizeof digest);
}

static void
add_head (const struct prose *prose, GString *out)
{
    g_autofree char *hash = style_hash ();
    html_raw (out, "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n");
    html_rawf (out,
               "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-%s'; "
               "base-uri 'none'; form-action 'none'\">\n<title>",
               hash);
    html_attribute (out, prose->title);
    html_rawf (out,
               "</title>\n<style>%s</style></head>\n<body>\n"
               "<main><table class=\"page\" role=\"presentation\"><thead><tr><td><p class=\"draft\">DRAFT FOR "
               "PHYSICIAN REVIEW. It decides nothing.</p></td></tr></thead>\n<tbody><tr><td>\n<h1>",
               LETTER_STYLE);
    html_attribute (out, prose->title);
    html_raw (out, "</h1>\n");
}

static void
add_sentence (GString *out, const struct sentence *sentence)
{
    html_raw (out, "<span class=\"s\" data-basis=\"");
    html_attribute (out, sentence->basis->len ? sentence->basis->str : BASIS_PROGRAM);
    html_raw (out, "\">");
    for (guint i = 0; i < sentence->stretches->len; i++) {
        const struct stretch *stretch = g_ptr_array_index (sentence->stretches, i);
        g_autofree char *text = g_strdup (stretch->text);
        html_text (out, g_strchomp (text));
        for (guint k = 0; stretch->sources && k < stretch->sources->len; k++) {
            guint n = g_array_index (stretch->sources, guint, k);
            html_rawf (out, "<sup><a href=\"#s%u\">[%u]</a></sup>", n, n);
        }
        /* what follows begins with its own blank or comma */
    }
    html_raw (out, "</span>\n");
}

static void
add_block (GString *out, const struct block *block)
{
    static const char *const tags[][2] = { [BLOCK_HEADING] = { "<h2>", "</h2>\n" },
                                           [BLOCK_PARAGRAPH] = { "<p>", "</p>\n" },
                                           [BLOCK_ITEM] = { "<li>", "</li>\n" },
                                           [BLOCK_FIELD] = { "<dt>", "</dd>\n" },
                                           [BLOCK_FILL] = { "<p class=\"fill\">", "</p>\n" } };
    html_raw (out, tags[block->kind][0]);
    if (block->lead && (block->kind == BLOCK_PARAGRAPH || block->kind == BLOCK_ITEM)) {
        html_element (out, "strong", NULL, block->lead);
        html_raw (out, " ");
    } else if (block->lead)
        html_text (out, block->lead);
    if (block->kind == BLOCK_FIELD)
        html_raw (out, "</dt><dd>");
    for (guint i = 0; i < block->sentences->len; i++)
        add_sentence (out, g_ptr_array_index (block->sentences, i));
    html_raw (out, tags[block->kind][1]);
}

/* The element around a run of blocks of this kind, or NULL. */
static const char *
around (enum block_kind kind)
{
    return kind == BLOCK_ITEM ? "ul" : kind == BLOCK_FIELD ? "dl" : NULL;
}

static void
add_sources (const struct prose *prose, GString *out)
{
    if (prose->sources->len == 0)
        return;
    html_raw (out, "<h2>SOURCES</h2>\n<ol class=\"sources\">\n");
    for (guint i = 0; i < prose->sources->len; i++) {
        g_autofree char *source = prose_source (prose, i + 1);
        html_rawf (out, "<li id=\"s%u\" data-evidence=\"", i + 1);
        html_attribute (out, g_ptr_array_index (prose->sources, i));
        html_raw (out, "\">");
        html_text (out, source);
        html_raw (out, "</li>\n");
    }
    html_raw (out, "</ol>\n");
}

GString *
prose_page (const struct prose *prose)
{
    GString *out = g_string_new (NULL);
    const char *open = NULL;
    add_head (prose, out);
    for (guint i = 0; i < prose->blocks->len; i++) {
        const struct block *block = g_ptr_array_index (prose->blocks, i);
        const char *wanted = around (block->kind);
        if (wanted != open) {
            if (open)
                html_rawf (out, "</%s>\n", open);
            if (wanted)
                html_rawf (out, "<%s>\n", wanted);
            open = wanted;
        }
        add_block (out, block);
    }
    if (open)
        html_rawf (out, "</%s>\n", open);
    add_sources (prose, out);
    html_raw (out, "</td></tr></tbody></table></main>\n</body></html>\n");
    return out;
}
