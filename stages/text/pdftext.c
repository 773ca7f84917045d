#include "stages/text/pdftext.h"

#include <math.h>
#include <string.h>

#include "common/text.h"

#define WORD_GAP 0.25        /* of the height: wider is a new word, whatever poppler thinks */
#define LINE_HEIGHT_MAX 14.0 /* points, of a form value */
#define CHARACTER_WIDTH 0.5  /* of the height, of a form value */
#define ADJACENT_HEIGHTS 3.0 /* a check box and the label beside it */
#define LAYER_TOKENS_MAX 200000
#define SYMBOL_BYTE 0xef /* the first one of U+F000 and up, in UTF-8 */

enum direction { RIGHT, DOWN, LEFT, UP };

struct character {
    const char *at; /* in poppler's text */
    guint bytes;
    PopplerRectangle box;
};

typedef GList form_mapping_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (form_mapping_t, poppler_page_free_form_field_mapping)
typedef GList annot_mapping_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (annot_mapping_t, poppler_page_free_annot_mapping)

void
pdf_words_free (struct pdf_words *words)
{
    if (words == NULL)
        return;
    g_array_unref (words->tokens);
    g_string_free (words->remarks, TRUE);
    g_free (words);
}

/* --- the text layer -------------------------------------------------------------------------------------------------- */

/* Symbol fonts put their glyphs at U+F000 and up; ticked and empty boxes matter, bullets are bullets. */
static gunichar
symbol (gunichar c)
{
    switch (c) {
    case 0xf0b7:
    case 0xf0a7:
    case 0xf0d8:
        return 0x2022; /* bullet */
    case 0xf06f:
    case 0xf071:
    case 0xf0a8:
        return 0x2610; /* empty box */
    case 0xf0fe:
    case 0xf052:
        return 0x2611; /* ticked */
    case 0xf0fd:
    case 0xf053:
        return 0x2612; /* crossed */
    case 0xf0fc:
        return 0x2713; /* tick */
    default:
        return c;
    }
}

/* The caller's. */
static char *
with_symbols (const char *text, gsize length)
{
    GString *replaced = g_string_sized_new (length);

    for (const char *at = text; at < text + length;)
        g_string_append_unichar (replaced, symbol (text_next (&at)));
    return g_string_free (replaced, FALSE);
}

static enum direction
step_direction (const PopplerRectangle *from, const PopplerRectangle *to)
{
    double across = to->x1 + to->x2 - from->x1 - from->x2, down = to->y1 + to->y2 - from->y1 - from->y2;
    if (fabs (across) >= fabs (down))
        return across >= 0 ? RIGHT : LEFT;
    return down >= 0 ? DOWN : UP;
}

/* Which way the characters of one run go: most steps, for a run may jump from cell to cell of a table. */
static enum direction
direction_of (const struct character *characters, guint n)
{
    guint votes[4] = { 0 };
    enum direction most = RIGHT;
    for (guint i = 1; i < n; i++)
        votes[step_direction (&characters[i - 1].box, &characters[i].box)]++;
    for (enum direction d = DOWN; d <= UP; d++)
        if (votes[d] > votes[most])
            most = d;
    return most;
}

/* A box of the displayed page on the upright one. */
static PopplerRectangle
upright (PopplerRectangle box, enum direction direction, double width, double height)
{
    switch (direction) {
    case DOWN:
        return (PopplerRectangle){ box.y1, width - box.x2, box.y2, width - box.x1 };
    case LEFT:
        return (PopplerRectangle){ width - box.x2, height - box.y2, width - box.x1, height - box.y1 };
    case UP:
        return (PopplerRectangle){ height - box.y2, box.x1, height - box.y1, box.x2 };
    default:
        return box;
    }
}

/* Whether `next` starts a new word though poppler writes no blank: it glues the cells of a table row together. */
static gboolean
parted (const PopplerRectangle *before, const PopplerRectangle *next)
{
    double height = MAX (MIN (before->y2 - before->y1, next->y2 - next->y1), 1);
    double overlap = MIN (before->y2, next->y2) - MAX (before->y1, next->y1);
    return next->x1 - before->x2 > WORD_GAP * height || next->x1 < before->x1 - WORD_GAP * height
           || overlap < 0.3 * height;
}

static void
add_word (GArray *tokens, const struct character *characters, guint n, gboolean sideways)
{
    const char *text = characters[0].at; /* the characters of a word stand together */
    gsize length = (gsize) (characters[n - 1].at + characters[n - 1].bytes - text);
    g_autofree char *replaced = memchr (text, SYMBOL_BYTE, length) ? with_symbols (text, length) : NULL;
    PopplerRectangle box = characters[0].box;
    for (guint i = 1; i < n; i++) {
        const PopplerRectangle *next = &characters[i].box;
        box = (PopplerRectangle){ MIN (box.x1, next->x1), MIN (box.y1, next->y1), MAX (box.x2, next->x2),
                                  MAX (box.y2, next->y2) };
    }
    tokens_add (tokens, replaced ? replaced : text, replaced ? strlen (replaced) : length, box.x1, box.y1, box.x2,
                box.y2);
    g_array_index (tokens, struct token, tokens->len - 1).sideways = sideways;
}

/* One of poppler's words, cut where its characters stand apart. */
static void
add_run (GArray *tokens, struct character *characters, guint n, enum direction page, double width, double height)
{
    gboolean sideways = n > 1 && direction_of (characters, n) != page;
    for (guint i = 0; i < n; i++)
        characters[i].box = upright (characters[i].box, page, width, height);
    guint start = 0;
    for (guint i = 1; i <= n; i++) {
        if (i < n && (sideways || !parted (&characters[i - 1].box, &characters[i].box)))
            continue;
        add_word (tokens, characters + start, i - start, sideways);
        start = i;
    }
}

static gboolean
is_visible (gunichar c)
{
    if (c < 0x80)
        return c > ' ' && c != 0x7f;
    return !g_unichar_isspace (c) && g_unichar_type (c) != G_UNICODE_CONTROL && c != 0xad;
}

/* poppler's characters with their boxes; a gap in `at` is a blank or a line end. */
static GArray *
characters_of (const char *text, const PopplerRectangle *boxes, guint n_boxes)
{
    GArray *characters = g_array_sized_new (FALSE, FALSE, sizeof (struct character), n_boxes);
    const char *next = text;
    for (guint i = 0; i < n_boxes && *next; i++) {
        const char *at = next;
        gunichar c = text_next (&next);
        struct character character = { at, (guint) (next - at), boxes[i] };
        const PopplerRectangle *box = &boxes[i];
        if (is_visible (c) && isfinite (box->x1) && isfinite (box->x2) && isfinite (box->y1) && isfinite (box->y2))
            g_array_append_val (characters, character);
    }
    return characters;
}

/* End of the run of characters that stand together in poppler's text. */
static guint
run_end (const GArray *characters, guint start)
{
    guint end = start + 1;
    while (end < characters->len) {
        const struct character *before = &g_array_index (characters, struct character, end - 1);
        if (before->at + before->bytes != g_array_index (characters, struct character, end).at)
            break;
        end++;
    }
    return end;
}

static void
read_layer (struct pdf_words *words, const char *text, const PopplerRectangle *boxes, guint n_boxes)
{
    g_autoptr (GArray) characters = characters_of (text, boxes, n_boxes);
    guint votes[4] = { 0 };

    words->layer_letters = characters->len;
    for (guint start = 0, end; start < characters->len; start = end) {
        end = run_end (characters, start);
        if (end - start > 2)
            votes[direction_of (&g_array_index (characters, struct character, start), end - start)] += end - start;
    }
    enum direction page = RIGHT;
    for (enum direction d = DOWN; d <= UP; d++)
        if (votes[d] > votes[page])
            page = d;
    double width = words->width, height = words->height;
    for (guint start = 0, end; start < characters->len && words->tokens->len < LAYER_TOKENS_MAX; start = end) {
        end = run_end (characters, start);
        add_run (words->tokens, &g_array_index (characters, struct character, start), end - start, page, width, height);
    }
    words->rotation = 90 * (int) page;
    if (page == DOWN || page == UP) {
        words->width = height;
        words->height = width;
    }
}

/* --- form fields and annotations -------------------------------------------------------------------------------------- */

/* Adds the words of `value` as lines within `box` (upright page, from the top). */
static void
add_value (GArray *tokens, const char *value, PopplerRectangle box)
{
    g_auto (GStrv) lines = g_strsplit (value, "\n", -1);
    guint n_lines = MAX (g_strv_length (lines), 1);
    double height = MIN ((box.y2 - box.y1) / n_lines, LINE_HEIGHT_MAX);
    double top = n_lines == 1 ? (box.y1 + box.y2 - height) / 2 : box.y1;

    for (guint i = 0; lines[i]; i++, top += height) {
        const char *at = lines[i];
        double longest = MAX ((double) g_utf8_strlen (at, -1), 1);
        double step = MIN (CHARACTER_WIDTH * height, (box.x2 - box.x1) / longest), x = box.x1;
        while (*at) {
            const char *start = at;
            while (*at && is_visible (g_utf8_get_char (at)))
                at = g_utf8_next_char (at);
            double length = (double) g_utf8_strlen (start, at - start);
            if (at > start)
                tokens_add (tokens, start, (gsize) (at - start), x, top, x + length * step, top + height);
            x += length * step;
            while (*at && !is_visible (g_utf8_get_char (at))) {
                at = g_utf8_next_char (at);
                x += step;
            }
        }
    }
}

/* Whether words stand just right of `box`: the label of a check box. */
static gboolean
has_label (const GArray *tokens, const PopplerRectangle *box)
{
    double height = MIN (box->y2 - box->y1, LINE_HEIGHT_MAX), middle = (box->y1 + box->y2) / 2;
    for (guint i = 0; i < tokens->len; i++) {
        const struct token *token = &g_array_index (tokens, struct token, i);
        if (token->y0 < middle && token->y1 > middle && token->x0 >= (box->x1 + box->x2) / 2
            && token->x0 - box->x2 < ADJACENT_HEIGHTS * height)
            return TRUE;
    }
    return FALSE;
}

static void
add_button (struct pdf_words *words, PopplerFormField *field, const PopplerRectangle *box, gboolean placed)
{
    gboolean ticked = poppler_form_field_button_get_state (field);
    if (placed && has_label (words->tokens, box)) {
        double middle = (box->y1 + box->y2) / 2, half = MIN (box->y2 - box->y1, LINE_HEIGHT_MAX) / 2;
        tokens_add (words->tokens, ticked ? "[x]" : "[ ]", 3, box->x1, middle - half, box->x2, middle + half);
    } else if (ticked) {
        g_autofree char *name = poppler_form_field_get_alternate_ui_name (field);
        if (name == NULL)
            name = poppler_form_field_get_name (field);
        if (name)
            g_string_append_printf (words->remarks, "[x] %s\n", name);
    }
}

static char *
choice_value (PopplerFormField *field)
{
    GString *value = g_string_new (NULL);
    for (int i = 0; i < poppler_form_field_choice_get_n_items (field); i++) {
        if (!poppler_form_field_choice_is_item_selected (field, i))
            continue;
        g_autofree char *item = poppler_form_field_choice_get_item (field, i);
        if (item)
            g_string_append_printf (value, "%s%s", value->len ? ", " : "", item);
    }
    if (value->len == 0 && poppler_form_field_choice_is_editable (field)) {
        g_autofree char *text = poppler_form_field_choice_get_text (field);
        g_string_append (value, text ? text : "");
    }
    return g_string_free (value, FALSE);
}

/* How boxes of fields and annotations become boxes of the upright page. */
struct placing {
    double width, height; /* of the page as displayed */
    int turns; /* quarter turns clockwise of the rotation entry, which poppler leaves out of the boxes of fields */
    enum direction direction; /* of the text on the page as displayed */
};

/* poppler counts these boxes from the bottom left of the page as displayed. */
static PopplerRectangle
place (const struct placing *placing, PopplerRectangle box)
{
    PopplerRectangle from_top = { box.x1, placing->height - box.y2, box.x2, placing->height - box.y1 };
    return upright (from_top, placing->direction, placing->width, placing->height);
}

/* A box of the page before its rotation entry, after it; both from the bottom left. */
static PopplerRectangle
turn (PopplerRectangle box, int turns, double width, double height)
{
    switch (turns) {
    case 1:
        return (PopplerRectangle){ box.y1, height - box.x2, box.y2, height - box.x1 };
    case 2:
        return (PopplerRectangle){ width - box.x2, height - box.y2, width - box.x1, height - box.y1 };
    case 3:
        return (PopplerRectangle){ width - box.y2, box.x1, width - box.y1, box.x2 };
    default:
        return box;
    }
}

static gboolean
same_box (const PopplerRectangle *one, const PopplerRectangle *other)
{
    return fabs (one->x1 - other->x1) < 1 && fabs (one->y1 - other->y1) < 1 && fabs (one->x2 - other->x2) < 1
           && fabs (one->y2 - other->y2) < 1;
}

/* poppler does not tell a page's rotation entry; but each field is an annotation as well, and there it is turned. */
static int
find_turns (const GList *fields, const GList *annotations, double width, double height)
{
    for (const GList *at = fields; at; at = at->next) {
        const PopplerFormFieldMapping *field = at->data;
        for (const GList *other = annotations; other; other = other->next) {
            const PopplerAnnotMapping *mapping = other->data;
            if (poppler_annot_get_annot_type (mapping->annot) != POPPLER_ANNOT_WIDGET)
                continue;
            for (int turns = 0; turns < 4; turns++) {
                PopplerRectangle turned = turn (field->area, turns, width, height);
                if (same_box (&turned, &mapping->area))
                    return turns;
            }
        }
        return 0;
    }
    return 0;
}

static gboolean
lies_within (const PopplerRectangle *box, double width, double height)
{
    return box->x1 >= -1 && box->y1 >= -1 && box->x2 <= width + 1 && box->y2 <= height + 1 && box->x2 > box->x1
           && box->y2 > box->y1;
}

static void
read_fields (struct pdf_words *words, const GList *fields, const struct placing *placing)
{
    for (const GList *at = fields; at; at = at->next) {
        const PopplerFormFieldMapping *mapping = at->data;
        PopplerRectangle box = place (placing, turn (mapping->area, placing->turns, placing->width, placing->height));
        gboolean placed = lies_within (&box, words->width, words->height);
        g_autofree char *value = NULL;
        switch (poppler_form_field_get_field_type (mapping->field)) {
        case POPPLER_FORM_FIELD_TEXT:
            if (!poppler_form_field_text_is_password (mapping->field))
                value = poppler_form_field_text_get_text (mapping->field);
            break;
        case POPPLER_FORM_FIELD_CHOICE:
            value = choice_value (mapping->field);
            break;
        case POPPLER_FORM_FIELD_BUTTON:
            if (poppler_form_field_button_get_button_type (mapping->field) != POPPLER_FORM_BUTTON_PUSH)
                add_button (words, mapping->field, &box, placed);
            break;
        default:
            break;
        }
        if (value == NULL || *value == '\0')
            continue;
        g_strdelimit (value, "\r", '\n');
        if (placed)
            add_value (words->tokens, value, box);
        else
            g_string_append_printf (words->remarks, "%s\n", value);
    }
}

static void
read_annotations (struct pdf_words *words, const GList *annotations, const struct placing *placing)
{
    for (const GList *at = annotations; at; at = at->next) {
        const PopplerAnnotMapping *mapping = at->data;
        PopplerAnnotType type = poppler_annot_get_annot_type (mapping->annot);
        if (type == POPPLER_ANNOT_WIDGET || type == POPPLER_ANNOT_LINK || type == POPPLER_ANNOT_POPUP)
            continue;
        g_autofree char *contents = poppler_annot_get_contents (mapping->annot);
        if (contents == NULL || *contents == '\0')
            continue;
        g_strdelimit (contents, "\r", '\n');
        PopplerRectangle box = place (placing, mapping->area);
        if (type == POPPLER_ANNOT_FREE_TEXT && lies_within (&box, words->width, words->height))
            add_value (words->tokens, contents, box);
        else
            g_string_append_printf (words->remarks, "%s\n", contents);
    }
}

struct pdf_words *
pdf_words_read (PopplerPage *page, gsize max_bytes)
{
    g_autoptr (pdf_words_t) words = g_new0 (struct pdf_words, 1);
    words->tokens = tokens_new ();
    words->remarks = g_string_new (NULL);
    poppler_page_get_size (page, &words->width, &words->height);

    g_autofree char *text = poppler_page_get_text (page);
    if (text && strlen (text) > max_bytes)
        return NULL;
    g_autofree PopplerRectangle *boxes = NULL;
    guint n_boxes = 0;
    if (text && *text && poppler_page_get_text_layout (page, &boxes, &n_boxes))
        read_layer (words, text, boxes, n_boxes);
    g_autoptr (form_mapping_t) fields = poppler_page_get_form_field_mapping (page);
    g_autoptr (annot_mapping_t) annotations = poppler_page_get_annot_mapping (page);
    struct placing placing = { .direction = (enum direction) (words->rotation / 90) };
    poppler_page_get_size (page, &placing.width, &placing.height);
    placing.turns = find_turns (fields, annotations, placing.width, placing.height);
    read_fields (words, fields, &placing);
    read_annotations (words, annotations, &placing);
    return g_steal_pointer (&words);
}
