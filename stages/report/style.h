/* What the report carries of its own: one style and one script. Their hashes stand in its Content-Security-Policy, so that
 * nothing else on the page can style or run.
 */
#ifndef REPORT_STYLE_H
#define REPORT_STYLE_H

extern const char STYLE[], SCRIPT[]; /* which REVIEW_STYLE and REVIEW_SCRIPT (review.h) follow */
/* The Content-Security-Policy for them, fit for an attribute; the caller frees. */
char *style_policy (void);

#endif
