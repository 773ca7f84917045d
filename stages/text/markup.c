#include "stages/text/markup.h"

#include <libxml/HTMLparser.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <string.h>

#include "common/library.h"

LIBRARY_CALL (htmlReadMemory);
LIBRARY_CALL (xmlReadMemory);
LIBRARY_CALL (xmlDocGetRootElement);
LIBRARY_CALL (xmlFreeDoc);

#define DEPTH_MAX 250
#define CELL_LINES_MAX 3 /* a cell of more is no cell but a column of the page */
#define SPACES_MAX 40

/* What an element does to the text. HTML and the two XML vocabularies share no name with two meanings, but for those with a
 * prefix below. */
enum effect { INLINE, LINE, PARAGRAPH, BREAK, TAB, PAGE, ROW, CELL, ITEM, KEEP, DROP };

static const struct element {
    const char *prefix; /* "w", "text", ...; "" in HTML */
    const char *name;
    enum effect effect;
} elements[] = {
    { "", "script", DROP },
    { "", "style", DROP },
    { "", "template", DROP },
    { "", "noscript", DROP },
    { "", "p", PARAGRAPH },
    { "", "h1", PARAGRAPH },
    { "", "h2", PARAGRAPH },
    { "", "h3", PARAGRAPH },
    { "", "h4", PARAGRAPH },
    { "", "h5", PARAGRAPH },
    { "", "h6", PARAGRAPH },
    { "", "table", PARAGRAPH },
    { "", "ul", PARAGRAPH },
    { "", "ol", PARAGRAPH },
    { "", "dl", PARAGRAPH },
    { "", "blockquote", PARAGRAPH },
    { "", "title", PARAGRAPH },
    { "", "div", LINE },
    { "", "section", LINE },
    { "", "article", LINE },
    { "", "header", LINE },
    { "", "footer", LINE },
    { "", "address", LINE },
    { "", "fieldset", LINE },
    { "", "form", LINE },
    { "", "caption", LINE },
    { "", "dt", LINE },
    { "", "dd", LINE },
    { "", "hr", LINE },
    { "", "option", LINE },
    { "", "li", ITEM },
    { "", "pre", KEEP },
    { "", "br", BREAK },
    { "", "tr", ROW },
    { "", "td", CELL },
    { "", "th", CELL },
    { "w", "p", LINE },
    { "w", "tab", TAB },
    { "w", "tr", ROW },
    { "w", "tc", CELL },
    { "w", "lastRenderedPageBreak", PAGE },
    { "w", "pPr", DROP }, /* it has a "tab" too */
    { "w", "instrText", DROP },
    { "w", "delText", DROP },
    { "w", "moveFrom", DROP },  /* it stands where it was moved to */
    { "mc", "Fallback", DROP }, /* says again what its Choice says */
    { "text", "p", LINE },
    { "text", "h", LINE },
    { "text", "tab", TAB },
    { "text", "line-break", BREAK },
    { "text", "soft-page-break", PAGE },
    { "text", "tracked-changes", DROP },
    { "table", "table-row", ROW },
    { "table", "table-cell", CELL },
};

gboolean
markup_load (void)
{
    static const struct library_call calls[] = { LIBRARY_WANTED (htmlReadMemory), LIBRARY_WANTED (xmlReadMemory),
                                                 LIBRARY_WANTED (xmlDocGetRootElement), LIBRARY_WANTED (xmlFreeDoc) };
    static int loaded = -1; /* not yet known */
    if (loaded < 0)
        loaded = library_load ("libxml2.so.2", calls, G_N_ELEMENTS (calls));
    return loaded;
}

static enum effect
effect_of (const xmlNode *node)
{
    const char *prefix = node->ns && node->ns->prefix ? (const char *) node->ns->prefix : "";
    for (gsize i = 0; i < G_N_ELEMENTS (elements); i++)
        if (strcmp (elements[i].name, (const char *) node->name) == 0 && strcmp (elements[i].prefix, prefix) == 0)
            return elements[i].effect;
    return INLINE;
}

/* The value of an attribute, lent; NULL where there is none. */
static const char *
attribute (const xmlNode *node, const char *name)
{
    for (const xmlAttr *at = node->properties; at; at = at->next)
        if (strcmp ((const char *) at->name, name) == 0)
            return at->children && at->children->content ? (const char *) at->children->content : "";
    return NULL;
}

static gboolean
is_named (const xmlNode *node, const char *name)
{
    return strcmp ((const char *) node->name, name) == 0;
}

/* --- writing ------------------------------------------------------------------------------------------------------------- */

static gboolean
at_line_start (const GString *text)
{
    return text->len == 0 || text->str[text->len - 1] == '\n' || text->str[text->len - 1] == '\f';
}

static void
end_line (GString *text)
{
    while (text->len > 0 && text->str[text->len - 1] == ' ')
        g_string_truncate (text, text->len - 1);
    if (!at_line_start (text))
        g_string_append_c (text, '\n');
}

static void
end_paragraph (GString *text)
{
    end_line (text);
    if (text->len > 1 && text->str[text->len - 1] == '\n' && text->str[text->len - 2] != '\n')
        g_string_append_c (text, '\n');
}

/* White space is one blank, and none where a line begins; no-break spaces are blanks. */
static void
append_squeezed (GString *text, const char *content)
{
    for (const char *p = content; *p; p = g_utf8_next_char (p)) {
        gunichar c = g_utf8_get_char (p);
        if (!g_unichar_isspace (c) && c != 0xa0)
            g_string_append_unichar (text, c);
        else if (!at_line_start (text) && text->str[text->len - 1] != ' ')
            g_string_append_c (text, ' ');
    }
}

/* Signs that word processors draw from a symbol font, and fields that are ticked. */
static const char *
sign_of (const xmlNode *node)
{
    static const struct {
        const char *code, *sign;
    } symbols[] = { { "F0FE", "[x]" }, { "F052", "[x]" }, { "F0FD", "[x]" }, { "F053", "[x]" },
                    { "F06F", "[ ]" }, { "F071", "[ ]" }, { "F0A8", "[ ]" }, { "F0FC", "\u2713" } };
    const char *type = attribute (node, "type"), *code = attribute (node, "char");

    if (is_named (node, "input") && type
        && (g_ascii_strcasecmp (type, "checkbox") == 0 || g_ascii_strcasecmp (type, "radio") == 0))
        return attribute (node, "checked") ? "[x] " : "[ ] ";
    if (is_named (node, "input") && (type == NULL || g_ascii_strcasecmp (type, "text") == 0))
        return attribute (node, "value");
    for (gsize i = 0; is_named (node, "sym") && code && i < G_N_ELEMENTS (symbols); i++)
        if (g_ascii_strcasecmp (code, symbols[i].code) == 0)
            return symbols[i].sign;
    return NULL;
}

/* A run of a word processor's text that it does not show. (What a web page does not show at first may unfold, and is read.) */
static gboolean
is_vanished (const xmlNode *run)
{
    for (const xmlNode *child = run->children; child; child = child->next) {
        if (child->type != XML_ELEMENT_NODE || !is_named (child, "rPr"))
            continue;
        for (const xmlNode *property = child->children; property; property = property->next) {
            const char *value = attribute (property, "val");
            if (property->type == XML_ELEMENT_NODE && is_named (property, "vanish")
                && !(value && (strcmp (value, "0") == 0 || strcmp (value, "false") == 0 || strcmp (value, "off") == 0)))
                return TRUE;
        }
    }
    return FALSE;
}

static void write_children (GString *text, const xmlNode *node, gboolean kept, int depth);

static guint
count_lines (const char *text)
{
    guint lines = 1;
    for (const char *p = text; *p; p++)
        lines += *p == '\n';
    return lines;
}

static void
add_cells (GPtrArray *cells, const xmlNode *row, gboolean kept, int depth)
{
    for (const xmlNode *node = row->children; node; node = node->next) {
        if (node->type != XML_ELEMENT_NODE)
            continue;
        if (effect_of (node) != CELL) {
            if (depth < DEPTH_MAX)
                add_cells (cells, node, kept, depth + 1); /* w:sdt, form ... around a cell */
            continue;
        }
        GString *cell = g_string_new (NULL);
        write_children (cell, node, kept, depth + 1);
        char *said = g_string_free (cell, FALSE);
        g_strstrip (said);
        if (*said)
            g_ptr_array_add (cells, said);
        else
            g_free (said);
    }
}

/* Rows of a table on a line; what is a table for the sake of columns alone, one cell after the other. */
static void
write_row (GString *text, const xmlNode *row, gboolean kept, int depth)
{
    g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);
    gboolean columns = FALSE;

    add_cells (cells, row, kept, depth);
    end_line (text);
    for (guint i = 0; i < cells->len; i++)
        columns |= count_lines (cells->pdata[i]) > CELL_LINES_MAX;
    for (guint i = 0; i < cells->len; i++) {
        if (cells->len > 1 && !columns) {
            g_strdelimit (cells->pdata[i], "\n", ' ');
            g_string_append (text, i ? "  " : "");
            append_squeezed (text, cells->pdata[i]);
        } else {
            g_string_append (text, cells->pdata[i]);
            end_line (text);
        }
    }
    end_line (text);
}

static void
write_spaces (GString *text, const xmlNode *node)
{
    const char *said = attribute (node, "c");
    guint64 n = said ? g_ascii_strtoull (said, NULL, 10) : 1;
    for (guint64 i = 0; i < MIN (n, SPACES_MAX) && !at_line_start (text); i++)
        g_string_append_c (text, ' ');
}

static void
write_element (GString *text, const xmlNode *node, gboolean kept, int depth)
{
    enum effect effect = effect_of (node);
    const char *sign = sign_of (node), *type = attribute (node, "type");
    gboolean word_break = is_named (node, "br") && node->ns;

    if (effect == DROP || depth > DEPTH_MAX || (is_named (node, "r") && node->ns && is_vanished (node)))
        return;
    if (word_break)
        effect = type && strcmp (type, "page") == 0 ? PAGE : BREAK;
    if (is_named (node, "s") && node->ns)
        write_spaces (text, node);
    if (sign)
        g_string_append (text, sign);
    switch (effect) {
    case ROW:
        write_row (text, node, kept, depth);
        return;
    case BREAK:
        g_string_append_c (text, '\n');
        return;
    case TAB:
        g_string_append (text, at_line_start (text) ? "" : "  ");
        return;
    case PAGE:
        end_line (text);
        g_string_append_c (text, '\f');
        return;
    case PARAGRAPH:
        end_paragraph (text);
        break;
    case LINE:
    case ITEM:
    case KEEP:
        end_line (text);
        break;
    default:
        break;
    }
    if (effect == ITEM)
        g_string_append (text, "- ");
    write_children (text, node, kept || effect == KEEP, depth + 1);
    if (effect == PARAGRAPH)
        end_paragraph (text);
    else if (effect != INLINE)
        end_line (text);
}

static void
write_children (GString *text, const xmlNode *node, gboolean kept, int depth)
{
    for (const xmlNode *child = node->children; child; child = child->next) {
        if (child->type == XML_ELEMENT_NODE)
            write_element (text, child, kept, depth);
        else if ((child->type == XML_TEXT_NODE || child->type == XML_CDATA_SECTION_NODE) && child->content) {
            if (kept)
                g_string_append (text, (const char *) child->content);
            else
                append_squeezed (text, (const char *) child->content);
        }
    }
}

static char *
text_of (xmlDoc *document)
{
    GString *text = g_string_new (NULL);
    const xmlNode *root = document ? library_xmlDocGetRootElement (document) : NULL;
    if (root)
        write_element (text, root, FALSE, 0);
    library_xmlFreeDoc (document);
    return g_string_free (text, root == NULL);
}

char *
markup_html (const char *text)
{
    const int quiet = HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET | HTML_PARSE_RECOVER;
    gsize length = strlen (text);
    return length <= G_MAXINT ? text_of (library_htmlReadMemory (text, (int) length, NULL, "UTF-8", quiet)) : NULL;
}

char *
markup_xml (const char *bytes, gsize length)
{
    const int quiet = XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NONET | XML_PARSE_RECOVER;
    return length <= G_MAXINT ? text_of (library_xmlReadMemory (bytes, (int) length, NULL, NULL, quiet)) : NULL;
}
