#include "stages/run/progress.h"

#include <stdio.h>
#include <unistd.h>

#define REDRAW_MICROSECONDS (G_USEC_PER_SEC / 4)
#define BAR_WIDTH 20
#define MIN_ESTIMATE_SECONDS 5

void
progress_start (struct progress *progress, guint cases)
{
    if (progress->started == 0)
        progress->started = g_get_monotonic_time ();
    progress->cases = cases;
}

/* The share of one case that is done: OCR, the second stage, is nearly all of the time. */
static double
share_of (const struct pipeline_progress *now)
{
    if (now->stage < 2)
        return 0;
    if (now->stage > 2)
        return 0.95;
    return now->pages_to_read > 0 ? 0.95 * MIN (now->pages, now->pages_to_read) / now->pages_to_read : 0;
}

void
progress_draw (struct progress *progress, const struct pipeline_progress *now, guint n)
{
    gint64 time = g_get_monotonic_time ();
    if (!isatty (STDERR_FILENO) || progress->cases == 0 || time - progress->drawn < REDRAW_MICROSECONDS)
        return;
    double share = progress->cases_done;
    int pages = 0, pages_to_read = 0;
    for (guint i = 0; i < n; i++) {
        share += share_of (&now[i]);
        int read = now[i].stage > 2 ? now[i].pages_to_read : now[i].pages;
        pages += read;
        pages_to_read += MAX (read, now[i].pages_to_read); /* not known yet while case-text counts them */
    }
    share = MIN (share / progress->cases, 1);
    g_autoptr (GString) line = g_string_new ("\r[");
    for (int i = 0; i < BAR_WIDTH; i++)
        g_string_append_c (line, i < (int) (share * BAR_WIDTH) ? '#' : '.');
    g_string_append_printf (line, "] case %u of %u, page %d of %d", MIN (progress->cases_done + 1, progress->cases),
                            progress->cases, pages, pages_to_read);
    double seconds = (double) (time - progress->started) / G_USEC_PER_SEC;
    if (share > 0.01 && seconds > MIN_ESTIMATE_SECONDS)
        g_string_append_printf (line, ", about %.0f min left", seconds * (1 - share) / share / 60 + 0.5);
    g_string_append (line, "\033[K");
    if (write (STDERR_FILENO, line->str, line->len) < 0)
        return;
    progress->shown = TRUE;
    progress->drawn = time;
}

void
progress_clear (struct progress *progress)
{
    if (progress->shown && write (STDERR_FILENO, "\r\033[K", 4) < 0)
        return;
    progress->shown = FALSE;
}
