#include "stages/text/oldword.h"

#include <string.h>

#include "common/little.h"
#include "common/ole.h"
#include "common/text.h"
#include "stages/text/oldword_marks.h"

/* The file information block, at the start of the main stream. */
#define HEAD_BYTES 0x60
#define HEAD_BYTES_97 0x1aa
#define SIGN_97 0xa5ec
#define SIGN_6 0xa5dc
#define VERSION 0x02
#define VERSION_97 0xc1
#define FLAGS 0x0a
#define IN_PIECES 0x0004
#define ENCRYPTED 0x0100
#define SECOND_TABLE 0x0200
#define TEXT_START 0x18
#define CHARACTERS_6 0x34 /* numbers of characters: of the text, of notes ... */
#define CHARACTERS_97 0x4c
#define CHARACTER_FORMATS 0xfa /* where, and how long, in the table stream */
#define PARAGRAPH_FORMATS 0x102
#define PIECES_6 0x160
#define PIECES_97 0x1a2

#define TIMES_MAX 4 /* of the stream's size, that all pieces may have together */
#define FIELDS_DEPTH_MAX 32
#define FIELD_HEAD 0x44 /* bytes before a form field's data */
#define CHECK_BOX 1
#define VALUE_DEFAULT 25

/* The parts of the text, in the order of their characters. */
enum part {
    PART_TEXT,
    PART_FOOTNOTES,
    PART_HEADERS,
    PART_MACROS,
    PART_REMARKS,
    PART_ENDNOTES,
    PART_BOXES,
    PART_HEADER_BOXES,
    PARTS
};

struct piece {
    guint32 start, end; /* characters */
    guint32 at;         /* bytes */
    gboolean wide;      /* UTF-16, else Windows-1252 */
};

struct word_file {
    GBytes *main_stream, *table_stream, *data_stream;
    const guint8 *main, *table, *data;
    gsize main_length, table_length, data_length;
    gboolean since_97;
    GArray *pieces, *marks;
    guint32 characters[PARTS];
};

static void
word_file_clear (struct word_file *file)
{
    g_clear_pointer (&file->main_stream, g_bytes_unref);
    g_clear_pointer (&file->table_stream, g_bytes_unref);
    g_clear_pointer (&file->data_stream, g_bytes_unref);
    g_clear_pointer (&file->pieces, g_array_unref);
    g_clear_pointer (&file->marks, g_array_unref);
}
typedef struct word_file word_file_t;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (word_file_t, word_file_clear)

/* --- what the file says where ---------------------------------------------------------------------------------------------- */

static const guint8 *
open_stream (struct ole *ole, const char *name, GBytes **stream, gsize *length)
{
    *stream = ole_stream (ole, name);
    *length = 0;
    return *stream ? g_bytes_get_data (*stream, length) : NULL;
}

/* The part of the table stream that the block names at `field`, with its length; NULL where there is none such. */
static const guint8 *
table_part (const struct word_file *file, gsize field, gsize *length)
{
    guint32 at = little32 (file->main + field);
    *length = little32 (file->main + field + 4);
    return *length > 0 && at <= file->table_length && *length <= file->table_length - at ? file->table + at : NULL;
}

/* Characters and, after them, eight bytes for each piece: two of flags, where it lies, two more. Pieces may share bytes; of what comes to
 * several times the stream, a trick, none is taken. */
static void
take_pieces (struct word_file *file, const guint8 *list, gsize length)
{
    gsize n = length >= 4 ? (length - 4) / 12 : 0, left = TIMES_MAX * file->main_length;

    for (gsize i = 0; i < n; i++) {
        guint32 at = little32 (list + 4 * (n + 1) + 8 * i + 2);
        struct piece piece = { little32 (list + 4 * i), little32 (list + 4 * i + 4), at, FALSE };
        if (file->since_97) {
            piece.wide = !(at & 0x40000000);
            piece.at = piece.wide ? at : (at & 0x3fffffff) / 2;
        }
        gsize bytes = (gsize) (piece.end - piece.start) << piece.wide;
        if (piece.end <= piece.start || piece.at > file->main_length || bytes > file->main_length - piece.at)
            continue;
        if (bytes > left) {
            g_array_set_size (file->pieces, 0);
            return;
        }
        left -= bytes;
        g_array_append_val (file->pieces, piece);
    }
}

/* The list of pieces stands after records of formatting. */
static void
find_pieces (struct word_file *file, const guint8 *list, gsize length)
{
    gsize at = 0;
    while (list && at + 5 <= length) {
        if (list[at] == 2) {
            gsize size = little32 (list + at + 1);
            take_pieces (file, list + at + 5, MIN (size, length - at - 5));
            return;
        }
        if (list[at] != 1)
            return;
        at += 3 + (gsize) little16 (list + at + 1);
    }
}

static const char *
open_97 (struct word_file *file, struct ole *ole)
{
    gboolean second = little16 (file->main + FLAGS) & SECOND_TABLE;
    gsize length;

    if (file->main_length < HEAD_BYTES_97)
        return "broken";
    file->table = open_stream (ole, second ? "1Table" : "0Table", &file->table_stream, &file->table_length);
    if (file->table == NULL)
        return "broken";
    file->data = open_stream (ole, "Data", &file->data_stream, &file->data_length);
    for (int part = 0; part < PARTS; part++)
        file->characters[part] = little32 (file->main + CHARACTERS_97 + 4 * part);
    const guint8 *list = table_part (file, PIECES_97, &length);
    find_pieces (file, list, length);
    list = table_part (file, CHARACTER_FORMATS, &length);
    if (list)
        oldword_marks (file->marks, list, length, file->main, file->main_length, FALSE);
    list = table_part (file, PARAGRAPH_FORMATS, &length);
    if (list)
        oldword_marks (file->marks, list, length, file->main, file->main_length, TRUE);
    oldword_marks_sort (file->marks);
    return file->pieces->len > 0 ? NULL : "broken";
}

/* One stream that holds all, and bytes for characters. */
static const char *
open_6 (struct word_file *file)
{
    guint16 flags = little16 (file->main + FLAGS);
    guint64 all = 0;

    for (int part = 0; part < PARTS; part++) {
        file->characters[part] = little32 (file->main + CHARACTERS_6 + 4 * part);
        all += file->characters[part];
    }
    if (flags & IN_PIECES && file->main_length >= PIECES_6 + 8) {
        gsize length;
        file->table = file->main;
        file->table_length = file->main_length;
        const guint8 *list = table_part (file, PIECES_6, &length);
        find_pieces (file, list, length);
    } else if (all <= file->main_length) {
        struct piece whole = { 0, (guint32) all, little32 (file->main + TEXT_START), FALSE };
        if (whole.at <= file->main_length && all <= file->main_length - whole.at)
            g_array_append_val (file->pieces, whole);
    }
    return file->pieces->len > 0 ? NULL : "broken";
}

/* NULL, or why the file cannot be read. */
static const char *
open_file (struct word_file *file, struct ole *ole)
{
    file->main = open_stream (ole, "WordDocument", &file->main_stream, &file->main_length);
    file->pieces = g_array_new (FALSE, FALSE, sizeof (struct piece));
    file->marks = g_array_new (FALSE, FALSE, sizeof (struct marked));
    if (file->main == NULL || file->main_length < HEAD_BYTES
        || (little16 (file->main) != SIGN_97 && little16 (file->main) != SIGN_6))
        return "broken";
    if (little16 (file->main + FLAGS) & ENCRYPTED)
        return "locked";
    file->since_97 = little16 (file->main + VERSION) >= VERSION_97;
    return file->since_97 ? open_97 (file, ole) : open_6 (file);
}

/* --- text -------------------------------------------------------------------------------------------------------------------- */

/* Where the writer stands in the text. */
struct writing {
    GString *text;
    guint depth, instructions;        /* of fields within fields; how many of them are still in their instruction */
    guint32 in_result;                /* a bit for each depth */
    gboolean row_begun, after_a_cell; /* the last character ended a cell */
};

/* A check box of a form; NULL where the data are of no such. */
static const char *
check_box (const struct word_file *file, guint32 at)
{
    if (file->data == NULL || at > file->data_length || file->data_length - at < FIELD_HEAD + 12)
        return NULL;
    const guint8 *field = file->data + at + little16 (file->data + at + 4), *end = file->data + file->data_length;
    if (end - field < 12 || little32 (field) != 0xffffffff)
        return NULL;
    guint bits = little16 (field + 4), value = bits >> 2 & 31;
    if ((bits & 3) != CHECK_BOX)
        return NULL;
    gsize name = 2 * ((gsize) little16 (field + 10) + 2); /* its length, the name, an end */
    if (value == VALUE_DEFAULT) {
        if ((gsize) (end - field) < 10 + name + 2)
            return NULL;
        value = little16 (field + 10 + name);
    }
    return value ? "[x]" : "[ ]";
}

static void
write_symbol (struct writing *writing, guint32 code)
{
    static const struct {
        guint8 code;
        const char *sign;
    } signs[] = { { 0xfe, "[x]" }, { 0x52, "[x]" }, { 0xfd, "[x]" }, { 0x53, "[x]" },
                  { 0x6f, "[ ]" }, { 0x71, "[ ]" }, { 0xa8, "[ ]" }, { 0xfc, "\u2713" } };
    for (gsize i = 0; i < G_N_ELEMENTS (signs); i++)
        if ((code & 0xff) == signs[i].code && (code >> 8 == 0xf0 || code >> 8 == 0))
            g_string_append (writing->text, signs[i].sign);
}

/* The end of a cell, or of a row: of files that do not say which, two ends together are a row's. */
static void
end_cell (const struct word_file *file, struct writing *writing, guint32 offset)
{
    gboolean ends_row =
        file->since_97 ? oldword_mark_at (file->marks, offset, MARK_ROW_END) != NULL : writing->after_a_cell;

    while (writing->text->len > 0 && writing->text->str[writing->text->len - 1] == ' ')
        g_string_truncate (writing->text, writing->text->len - 1);
    g_string_append (writing->text, ends_row ? "\n" : "  ");
    writing->after_a_cell = !ends_row;
}

/* What begins, parts and ends a field. */
static void
write_field (struct writing *writing, gunichar c)
{
    guint32 bit = writing->depth > 0 && writing->depth <= FIELDS_DEPTH_MAX ? 1u << (writing->depth - 1) : 0;

    if (c == 0x13) {
        writing->depth++;
        writing->instructions++;
        if (writing->depth <= FIELDS_DEPTH_MAX)
            writing->in_result &= ~(1u << (writing->depth - 1));
    } else if (c == 0x14 && bit && !(writing->in_result & bit)) {
        writing->in_result |= bit;
        writing->instructions--;
    } else if (c == 0x15 && writing->depth > 0) {
        if (!(writing->in_result & bit))
            writing->instructions--;
        writing->depth--;
    }
}

static void
write_character (const struct word_file *file, struct writing *writing, gunichar c, guint32 offset)
{
    const struct marked *marked;

    if (c >= 0x13 && c <= 0x15) {
        write_field (writing, c);
        return;
    }
    if (oldword_mark_at (file->marks, offset, MARK_LEFT_OUT))
        return;
    if (c == 0x01) { /* it stands in the instruction of its field */
        marked = oldword_mark_at (file->marks, offset, MARK_FIELD_DATA);
        const char *box = marked ? check_box (file, marked->value) : NULL;
        g_string_append (writing->text, box ? box : "");
        return;
    }
    if (writing->instructions > 0)
        return;
    if (c == 0x07) {
        end_cell (file, writing, offset);
        return;
    }
    writing->after_a_cell = FALSE;
    switch (c) {
    case 0x0d:
    case 0x0b: /* of a line, of a column */
    case 0x0e:
        g_string_append_c (writing->text, '\n');
        break;
    case 0x0c:
        g_string_append_c (writing->text, '\f');
        break;
    case 0x1e: /* a hyphen that does not break */
        g_string_append_c (writing->text, '-');
        break;
    case '(':
        marked = oldword_mark_at (file->marks, offset, MARK_SYMBOL);
        if (marked) {
            write_symbol (writing, marked->value);
            break;
        }
        /* fall through */
    default:
        if (c >= ' ' || c == '\t')
            g_string_append_unichar (writing->text, c);
    }
}

/* Characters [start, end), and the end of a line after them. */
static void
write_part (const struct word_file *file, GString *text, guint64 start, guint64 end)
{
    struct writing writing = { .text = text };
    gsize before = text->len;

    for (guint i = 0; i < file->pieces->len; i++) {
        const struct piece *piece = &g_array_index (file->pieces, struct piece, i);
        guint64 from = MAX (start, piece->start), to = MIN (end, piece->end);
        for (guint64 at = from; at < to; at++) {
            guint32 offset = piece->at + ((guint32) (at - piece->start) << piece->wide);
            const guint8 *bytes = file->main + offset;
            gunichar c = piece->wide ? little16 (bytes) : *bytes;
            if (c >= 0xd800 && c < 0xdc00 && at + 1 < to) {
                gunichar low = little16 (bytes + 2);
                c = low >= 0xdc00 && low < 0xe000 ? 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00) : 0xfffd;
                at++;
            } else if (c >= 0xd800 && c < 0xe000) {
                c = 0xfffd;
            } else if (!piece->wide && c >= 0x80 && c < 0xa0) {
                g_autoptr (GString) one = g_string_new (NULL);
                text_append_windows_1252 (one, bytes, 1);
                c = g_utf8_get_char (one->str);
            }
            write_character (file, &writing, c, offset);
        }
    }
    if (text->len > before && text->str[text->len - 1] != '\n')
        g_string_append_c (text, '\n');
}

char *
oldword_text (const guint8 *bytes, gsize length, const char **reason)
{
    /* As they stand on the page: headers and footers first, what belongs to the text after it. */
    static const enum part order[] = { PART_HEADERS,  PART_HEADER_BOXES, PART_TEXT, PART_FOOTNOTES,
                                       PART_ENDNOTES, PART_REMARKS,      PART_BOXES };
    g_auto (word_file_t) file = { 0 };
    g_autoptr (ole_t) ole = ole_open (bytes, length);
    const char *wrong = ole ? open_file (&file, ole) : "broken";

    if (wrong) {
        *reason = wrong;
        return NULL;
    }
    GString *text = g_string_new (NULL);
    for (gsize i = 0; i < G_N_ELEMENTS (order); i++) {
        guint64 start = 0;
        for (enum part part = 0; part < order[i]; part++)
            start += file.characters[part];
        write_part (&file, text, start, start + file.characters[order[i]]);
    }
    return g_string_free (text, FALSE);
}
