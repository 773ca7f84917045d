/* Log lines on stderr: "stage: level: subject: message", one write a line, control bytes masked.
 *
 * Never text, names or dates of a document: ids and counts only. `subject` is a case or document id, or NULL.
 */
#ifndef CASEFILE_LOG_H
#define CASEFILE_LOG_H

#include <glib.h>

/* Names the stage for all later lines, and sends GLib's own messages the same way. `stage` is lent for good. */
void log_open (const char *stage);
void log_info (const char *subject, const char *format, ...) G_GNUC_PRINTF (2, 3);
void log_warning (const char *subject, const char *format, ...) G_GNUC_PRINTF (2, 3);
void log_error (const char *subject, const char *format, ...) G_GNUC_PRINTF (2, 3);

#endif
