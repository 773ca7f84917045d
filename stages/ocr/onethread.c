/* Tesseract's parallel regions, run on the thread that comes to them.
 *
 * A reader for each core costs a quarter of what four threads for each reader do. Limited to one thread, libgomp still makes a team,
 * a barrier and a system call of each of the hundred thousand regions that reading a page comes to, and the calls go through the
 * sandbox's filter. These are the functions of libgomp (GCC's libgomp/libgomp_g.h) that begin a region in libtesseract, as
 * "nm -D libtesseract.so.5" tells; what a program defines goes before what a library does, for every library in this process.
 * Others (loops, barriers, how many threads there are) find themselves outside of a region, where they work with one thread.
 * Those of sections must all be here, whoever calls them, since they share what has been given out: libgomp's begin with our next
 * would leave out all sections but the first.
 */
#include <glib.h>

typedef void (*region_function) (void *shared);
void GOMP_parallel (region_function region, void *shared, unsigned threads, unsigned flags);
void GOMP_parallel_sections (region_function region, void *shared, unsigned threads, unsigned sections, unsigned flags);
unsigned GOMP_sections_start (unsigned sections);
unsigned GOMP_sections_next (void);
void GOMP_sections_end (void);
void GOMP_sections_end_nowait (void);

/* The sections of the region that is being run: the next one, from 1, and the last. */
static _Thread_local struct {
    unsigned next, last;
} current;

void
GOMP_parallel_sections (region_function region, void *shared, G_GNUC_UNUSED unsigned threads, unsigned sections,
                        G_GNUC_UNUSED unsigned flags)
{
    unsigned next = current.next, last = current.last;

    current.next = 1;
    current.last = sections;
    region (shared); /* asks for sections until there are none */
    current.next = next;
    current.last = last;
}

void
GOMP_parallel (region_function region, void *shared, unsigned threads, unsigned flags)
{
    GOMP_parallel_sections (region, shared, threads, 0, flags); /* it may begin sections of its own */
}

unsigned
GOMP_sections_start (unsigned sections)
{
    current.next = 1;
    current.last = sections;
    return GOMP_sections_next ();
}

unsigned
GOMP_sections_next (void)
{
    return current.next <= current.last ? current.next++ : 0;
}

void
GOMP_sections_end (void)
{
}

void
GOMP_sections_end_nowait (void)
{
}
