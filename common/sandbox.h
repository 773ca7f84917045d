/* Confinement of a worker process: resource limits, Landlock (no files), seccomp (no network, no exec, no new
 * processes). The one home of Landlock and seccomp; three calls, in this order, in the child.
 */
#ifndef CASEFILE_SANDBOX_H
#define CASEFILE_SANDBOX_H

#include <glib.h>

#define SANDBOX_ERROR (sandbox_error_quark ())
GQuark sandbox_error_quark (void);

enum sandbox_policy { SANDBOX_REQUIRED, SANDBOX_BEST_EFFORT };

struct sandbox_limits {
    guint64 memory_bytes; /* RLIMIT_AS */
    guint cpu_seconds;    /* RLIMIT_CPU */
    guint64 output_bytes; /* RLIMIT_FSIZE */
    gboolean
        threads; /* may start threads, confined like itself; still no processes (a decoder that cannot do without) */
};

/* In the parent, once: whether this kernel can confine. FALSE and the reason in `error` where it cannot and the policy is
 * SANDBOX_REQUIRED; where the policy is best effort it warns in the log and returns TRUE. */
gboolean sandbox_probe (enum sandbox_policy policy, GError **error);
/* In the child, after fonts, models and codecs are loaded: closes the door for good. `readable` (NULL-terminated, may be
 * NULL) names folders that stay readable (fonts). Files already open stay usable. */
gboolean sandbox_enter (const struct sandbox_limits *limits, const char *const *readable, enum sandbox_policy policy,
                        GError **error);

#endif
