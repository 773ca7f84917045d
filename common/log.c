#include "common/log.h"

#include <string.h>
#include <unistd.h>

static const char *log_stage = "casefile";

static void
write_line (const char *level, const char *subject, const char *message)
{
    g_autoptr (GString) line = g_string_new (NULL);
    g_string_append_printf (line, "%s: %s: ", log_stage, level);
    if (subject)
        g_string_append_printf (line, "%s: ", subject);
    g_string_append (line, message);
    for (char *p = line->str; *p; p++)
        if ((unsigned char) *p < 0x20 || *p == 0x7F)
            *p = '?';
    g_string_append_c (line, '\n');
    const char *p = line->str;
    gsize left = line->len;
    while (left > 0) {
        ssize_t n = write (STDERR_FILENO, p, left);
        if (n <= 0)
            return; /* nowhere left to say it */
        p += n;
        left -= (gsize) n;
    }
}

/* A message of a library may quote what it read, so its text is withheld: which library spoke is all that is said. */
static GLogWriterOutput
library_message (GLogLevelFlags level, const GLogField *fields, gsize n, gpointer unused)
{
    (void) unused;
    if (level & (G_LOG_LEVEL_DEBUG | G_LOG_LEVEL_INFO | G_LOG_LEVEL_MESSAGE))
        return G_LOG_WRITER_HANDLED;
    const char *domain = "library", *message = "";
    for (gsize i = 0; i < n; i++) {
        if (strcmp (fields[i].key, "GLIB_DOMAIN") == 0)
            domain = fields[i].value;
        else if (strcmp (fields[i].key, "MESSAGE") == 0)
            message = fields[i].value;
    }
    gboolean ours = (level & (G_LOG_FLAG_FATAL | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_ERROR)) != 0;
    write_line ("warning", domain, ours ? message : "said something about its input");
    return G_LOG_WRITER_HANDLED;
}

void
log_open (const char *stage)
{
    log_stage = stage;
    g_log_set_writer_func (library_message, NULL, NULL);
}

#define LOG_FUNCTION(name, level)                                        \
    void name (const char *subject, const char *format, ...)             \
    {                                                                    \
        va_list arguments;                                               \
        va_start (arguments, format);                                    \
        g_autofree char *message = g_strdup_vprintf (format, arguments); \
        va_end (arguments);                                              \
        write_line (level, subject, message);                            \
    }

LOG_FUNCTION (log_info, "info")
LOG_FUNCTION (log_warning, "warning")
LOG_FUNCTION (log_error, "error")
