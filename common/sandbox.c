#include "common/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sched.h>
#include <seccomp.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "common/log.h"

/* Debian 12's header stops at version 2. */
#ifndef LANDLOCK_ACCESS_FS_TRUNCATE
#define LANDLOCK_ACCESS_FS_TRUNCATE (1ULL << 14)
#endif
#ifndef LANDLOCK_ACCESS_FS_IOCTL_DEV
#define LANDLOCK_ACCESS_FS_IOCTL_DEV (1ULL << 15)
#endif

#define OPEN_FILES_MAX 256
#define SECCOMP_OPTIMIZE_TREE 2

typedef void filter_t; /* scmp_filter_ctx is a void pointer */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (filter_t, seccomp_release)

GQuark
sandbox_error_quark (void)
{
    return g_quark_from_static_string ("sandbox");
}

static int
landlock_version (void)
{
    return (int) syscall (SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
}

gboolean
sandbox_probe (enum sandbox_policy policy, GError **error)
{
    /* Seccomp is not negotiable: every kernel that Debian ships has it. */
    if (prctl (PR_GET_SECCOMP) < 0) {
        g_set_error (error, SANDBOX_ERROR, 0, "this kernel has no seccomp; documents cannot be read safely here");
        return FALSE;
    }
    if (landlock_version () >= 1)
        return TRUE;
    if (policy == SANDBOX_REQUIRED) {
        g_set_error (error, SANDBOX_ERROR, 0,
                     "this kernel has no Landlock; enable it, or say [sandbox] policy = best-effort in pipeline.conf");
        return FALSE;
    }
    log_warning (NULL, "no Landlock on this kernel; workers are confined by seccomp and limits alone");
    return TRUE;
}

static gboolean
fail (GError **error, const char *what)
{
    g_set_error (error, SANDBOX_ERROR, 0, "%s: %s", what, g_strerror (errno));
    return FALSE;
}

static gboolean
set_limits (const struct sandbox_limits *limits, GError **error)
{
    const struct rlimit none = { 0, 0 };
    const struct rlimit files = { OPEN_FILES_MAX, OPEN_FILES_MAX };
    const struct rlimit cpu = { limits->cpu_seconds, limits->cpu_seconds + 1 };
    const struct rlimit output = { limits->output_bytes, limits->output_bytes };

#ifndef __SANITIZE_ADDRESS__ /* whose shadow alone reserves terabytes */
    const struct rlimit memory = { limits->memory_bytes, limits->memory_bytes };
    if (setrlimit (RLIMIT_AS, &memory) != 0)
        return fail (error, "cannot limit memory");
#endif
    /* A core file would hold pages of a case. */
    if (setrlimit (RLIMIT_CORE, &none) != 0 || setrlimit (RLIMIT_NOFILE, &files) != 0)
        return fail (error, "cannot limit files");
    if (setrlimit (RLIMIT_CPU, &cpu) != 0)
        return fail (error, "cannot limit CPU time");
    if (setrlimit (RLIMIT_FSIZE, &output) != 0)
        return fail (error, "cannot limit output");
    return TRUE;
}

/* Everything that the running kernel can refuse is refused; `readable` folders alone are given back. */
static gboolean
restrict_files (int version, const char *const *readable, GError **error)
{
    struct landlock_ruleset_attr ruleset = { .handled_access_fs = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1 };
    if (version >= 2)
        ruleset.handled_access_fs |= LANDLOCK_ACCESS_FS_REFER;
    if (version >= 3)
        ruleset.handled_access_fs |= LANDLOCK_ACCESS_FS_TRUNCATE;
    if (version >= 5)
        ruleset.handled_access_fs |= LANDLOCK_ACCESS_FS_IOCTL_DEV;

    int rules = (int) syscall (SYS_landlock_create_ruleset, &ruleset, sizeof ruleset.handled_access_fs, 0);
    if (rules < 0)
        return fail (error, "Landlock ruleset");
    for (const char *const *folder = readable; folder && *folder; folder++) {
        int parent = open (*folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
        if (parent < 0)
            continue; /* no such folder here: nothing to read in it */
        struct landlock_path_beneath_attr beneath = {
            .allowed_access = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR,
            .parent_fd = parent,
        };
        long added = syscall (SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &beneath, 0);
        close (parent);
        if (added != 0) {
            close (rules);
            return fail (error, "Landlock rule");
        }
    }
    long closed = syscall (SYS_landlock_restrict_self, rules, 0);
    close (rules);
    return closed == 0 || fail (error, "Landlock");
}

/* What decoding a document needs, and nothing else. A call that is not here fails with EPERM: libraries try harmless
 * things and go on without them. */
/* clang-format off */
static const int allowed_calls[] = {
    /* memory (mmap and mprotect: without execution, below) */
    SCMP_SYS (brk), SCMP_SYS (munmap), SCMP_SYS (mremap), SCMP_SYS (madvise), SCMP_SYS (membarrier),
    /* descriptors that are open already */
    SCMP_SYS (read), SCMP_SYS (pread64), SCMP_SYS (readv), SCMP_SYS (preadv), SCMP_SYS (write), SCMP_SYS (pwrite64),
    SCMP_SYS (writev), SCMP_SYS (pwritev), SCMP_SYS (lseek), SCMP_SYS (close), SCMP_SYS (dup), SCMP_SYS (dup2),
    SCMP_SYS (dup3), SCMP_SYS (fcntl), SCMP_SYS (ftruncate), SCMP_SYS (fadvise64), SCMP_SYS (poll), SCMP_SYS (ppoll),
    SCMP_SYS (select), SCMP_SYS (pselect6), SCMP_SYS (fstat), SCMP_SYS (fstatfs), SCMP_SYS (getdents64),
    /* looking at names: tells that a file is there, never what it holds */
    SCMP_SYS (newfstatat), SCMP_SYS (stat), SCMP_SYS (lstat), SCMP_SYS (statx), SCMP_SYS (access), SCMP_SYS (faccessat),
    SCMP_SYS (faccessat2), SCMP_SYS (readlink), SCMP_SYS (readlinkat), SCMP_SYS (getcwd),
    /* time */
    SCMP_SYS (clock_gettime), SCMP_SYS (clock_getres), SCMP_SYS (gettimeofday), SCMP_SYS (time), SCMP_SYS (times),
    SCMP_SYS (nanosleep), SCMP_SYS (clock_nanosleep), SCMP_SYS (getrusage),
    /* itself */
    SCMP_SYS (exit), SCMP_SYS (exit_group), SCMP_SYS (getpid), SCMP_SYS (gettid), SCMP_SYS (getppid), SCMP_SYS (getuid),
    SCMP_SYS (geteuid), SCMP_SYS (getgid), SCMP_SYS (getegid), SCMP_SYS (uname), SCMP_SYS (sysinfo), SCMP_SYS (getrandom),
    SCMP_SYS (getcpu), SCMP_SYS (sched_yield), SCMP_SYS (sched_getaffinity), SCMP_SYS (futex), SCMP_SYS (set_robust_list),
    SCMP_SYS (rseq), SCMP_SYS (rt_sigaction), SCMP_SYS (rt_sigprocmask), SCMP_SYS (rt_sigreturn), SCMP_SYS (sigaltstack),
    SCMP_SYS (restart_syscall),
};
/* clang-format on */

/* Threads share memory, files and fate with who starts them, and inherit the confinement. */
static int
allow_threads (filter_t *filter)
{
    const scmp_datum_t thread = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD;
    return seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (clone), 1, SCMP_A0 (SCMP_CMP_MASKED_EQ, thread, thread));
}

static int
allow_with_arguments (filter_t *filter, gboolean may_open)
{
    const guint32 writing = O_ACCMODE | O_CREAT | O_TRUNC | O_APPEND;
    int failed = 0;
#ifdef __SANITIZE_ADDRESS__
    failed |= seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (mmap), 0);
    failed |= seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (mprotect), 0);
#else
    failed |= seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (mmap), 1, SCMP_A2 (SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
    failed |=
        seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (mprotect), 1, SCMP_A2 (SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
#endif
    failed |= seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (ioctl), 1, SCMP_A1 (SCMP_CMP_EQ, TCGETS));
    /* abort() signals itself; nobody else may be signalled. */
    failed |= seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (tgkill), 1,
                                SCMP_A0 (SCMP_CMP_EQ, (scmp_datum_t) getpid ()));
    /* Limits may be read, not set. */
    failed |= seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (prlimit64), 1, SCMP_A2 (SCMP_CMP_EQ, 0));
    /* Without clone3 the C library tries clone, which is refused. */
    failed |= seccomp_rule_add (filter, SCMP_ACT_ERRNO (ENOSYS), SCMP_SYS (clone3), 0);
    if (may_open) {
        failed |=
            seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (open), 1, SCMP_A1 (SCMP_CMP_MASKED_EQ, writing, 0));
        failed |=
            seccomp_rule_add (filter, SCMP_ACT_ALLOW, SCMP_SYS (openat), 1, SCMP_A2 (SCMP_CMP_MASKED_EQ, writing, 0));
    }
    return failed;
}

static gboolean
restrict_calls (gboolean may_open, gboolean threads, GError **error)
{
    g_autoptr (filter_t) filter = seccomp_init (SCMP_ACT_ERRNO (EPERM));
    if (filter == NULL)
        return fail (error, "seccomp");
    int failed = seccomp_attr_set (filter, SCMP_FLTATR_CTL_OPTIMIZE, SECCOMP_OPTIMIZE_TREE);
    for (gsize i = 0; i < G_N_ELEMENTS (allowed_calls); i++)
        failed |= seccomp_rule_add (filter, SCMP_ACT_ALLOW, allowed_calls[i], 0);
    failed |= allow_with_arguments (filter, may_open);
    failed |= threads ? allow_threads (filter) : 0;
    if (failed != 0 || seccomp_load (filter) != 0) {
        g_set_error (error, SANDBOX_ERROR, 0, "seccomp filter refused");
        return FALSE;
    }
    return TRUE;
}

gboolean
sandbox_enter (const struct sandbox_limits *limits, const char *const *readable, enum sandbox_policy policy,
               GError **error)
{
    int version = landlock_version ();

    if (version < 1 && policy == SANDBOX_REQUIRED) {
        g_set_error (error, SANDBOX_ERROR, 0, "this kernel has no Landlock");
        return FALSE;
    }
    if (prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return fail (error, "no_new_privs");
    if (!set_limits (limits, error))
        return FALSE;
    if (version >= 1 && !restrict_files (version, readable, error))
        return FALSE;
    /* Without Landlock nothing tells one folder from another: then none stays readable. */
    return restrict_calls (version >= 1 && readable && *readable, limits->threads, error);
}
