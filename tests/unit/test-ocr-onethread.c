/* Recognition stays on its one thread, whatever the environment says of OpenMP. */
#include <dlfcn.h>

#include "stages/ocr/engine.h"
#include "stages/ocr/prepare.h"

typedef void (*region_function) (void *shared);
void GOMP_parallel (region_function region, void *shared, unsigned threads, unsigned flags);
void GOMP_parallel_sections (region_function region, void *shared, unsigned threads, unsigned sections, unsigned flags);
unsigned GOMP_sections_start (unsigned sections);
unsigned GOMP_sections_next (void);

static void
count_regions (void *shared)
{
    ++*(guint *) shared;
}

/* Each of four sections once, and a region within the second. */
static void
note_sections (void *shared)
{
    GString *seen = shared;
    unsigned section;

    while ((section = GOMP_sections_next ()) != 0) {
        g_string_append_printf (seen, "%u", section);
        if (section == 2)
            GOMP_parallel_sections (note_sections, seen, 4, 1, 0);
    }
}

/* Sections within a region that is not all sections. */
static void
begin_sections (void *shared)
{
    for (unsigned section = GOMP_sections_start (3); section; section = GOMP_sections_next ())
        g_string_append_printf (shared, "%u", section);
}

/* A region within the first of two sections. */
static void
begin_region (void *shared)
{
    unsigned section;

    while ((section = GOMP_sections_next ()) != 0) {
        g_string_append_printf (shared, "%u", section);
        if (section == 1)
            GOMP_parallel (begin_sections, shared, 4, 0);
    }
}

static void
test_regions (void)
{
    g_autoptr (GString) seen = g_string_new (NULL);
    guint regions = 0;

    GOMP_parallel (count_regions, &regions, 4, 0);
    g_assert_cmpuint (regions, ==, 1);
    GOMP_parallel_sections (note_sections, seen, 4, 4, 0);
    g_assert_cmpstr (seen->str, ==, "12134");
    g_assert_cmpuint (GOMP_sections_next (), ==, 0);
    g_string_truncate (seen, 0);
    GOMP_parallel_sections (begin_region, seen, 4, 2, 0);
    g_assert_cmpstr (seen->str, ==, "11232");
}

static guint
count_threads (void)
{
    g_autoptr (GDir) tasks = g_dir_open ("/proc/self/task", 0, NULL);
    guint threads = 0;

    while (g_dir_read_name (tasks))
        threads++;
    return threads;
}

static void
test_recognition (void)
{
    g_autoptr (GError) error = NULL;
    g_autoptr (engine_t) engine = engine_new ("eng", NULL, &error);
    g_assert_no_error (error);
    L_BMF *font = bmfCreate (NULL, 20);
    g_autoptr (PIX) page = pixCreate (800, 200, 8);
    pixSetAll (page);
    pixSetTextline (page, font, "Lumbar facet injection", 0, 60, 120, NULL, NULL);
    bmfDestroy (&font);
    guint threads = count_threads ();

    g_autoptr (GArray) words = engine_read (engine, page, 200, ENGINE_BLOCK, NULL);

    g_assert_cmpuint (words->len, ==, 3);
    g_assert_cmpuint (count_threads (), ==, threads);
    /* Whose regions they are: the library would find ours first. */
    g_assert_true (dlsym (RTLD_DEFAULT, "GOMP_parallel_sections") == (gpointer) GOMP_parallel_sections);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/onethread/regions", test_regions);
    g_test_add_func ("/onethread/recognition", test_recognition);
    return g_test_run ();
}
