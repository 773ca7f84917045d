/* Weak stand-ins for parts that are not written yet; this file goes when they are. */
#include "stages/extract/governance.h"
#include "stages/extract/parts.h"

#define WEAK __attribute__ ((weak))
struct classifier { int none; };
struct zoner { int none; };
struct entities { int none; };
struct contexts { int none; };
struct composites { int none; };

WEAK struct classifier *classifier_new (const char *p G_GNUC_UNUSED, GString *m G_GNUC_UNUSED) { return g_new0 (struct classifier, 1); }
WEAK void classifier_run (const struct classifier *c G_GNUC_UNUSED, GPtrArray *pages)
{
    for (guint i = 0; i < pages->len; i++) {
        struct page *page = pages->pdata[i];
        page->class_id = "PR2";
        page->class_confidence = 0;
    }
}
WEAK void classifier_free (struct classifier *c) { g_free (c); }
WEAK struct zoner *zoner_new (const char *p G_GNUC_UNUSED, GString *m G_GNUC_UNUSED) { return g_new0 (struct zoner, 1); }
WEAK void zoner_run (const struct zoner *z G_GNUC_UNUSED, GPtrArray *pages G_GNUC_UNUSED) {}
WEAK void zoner_free (struct zoner *z) { g_free (z); }
WEAK struct entities *entities_new (const char *p G_GNUC_UNUSED, GString *m G_GNUC_UNUSED) { return g_new0 (struct entities, 1); }
WEAK void entities_find (const struct entities *e G_GNUC_UNUSED, const struct page *p G_GNUC_UNUSED, GPtrArray *m G_GNUC_UNUSED) {}
WEAK void entities_bind (const struct entities *e G_GNUC_UNUSED, const struct page *p G_GNUC_UNUSED, GPtrArray *m G_GNUC_UNUSED) {}
WEAK void entities_free (struct entities *e) { g_free (e); }
WEAK struct contexts *contexts_new (const char *p G_GNUC_UNUSED, GString *m G_GNUC_UNUSED) { return g_new0 (struct contexts, 1); }
WEAK void contexts_assign (const struct contexts *c G_GNUC_UNUSED, const struct page *p G_GNUC_UNUSED, GPtrArray *m G_GNUC_UNUSED) {}
WEAK void contexts_free (struct contexts *c) { g_free (c); }
WEAK struct composites *composites_new (const char *p G_GNUC_UNUSED, GString *m G_GNUC_UNUSED) { return g_new0 (struct composites, 1); }
WEAK void composites_find (const struct composites *c G_GNUC_UNUSED, const struct page *p G_GNUC_UNUSED, GPtrArray *m G_GNUC_UNUSED) {}
WEAK void composites_free (struct composites *c) { g_free (c); }
WEAK void governance_assign (GPtrArray *pages G_GNUC_UNUSED, GPtrArray *found G_GNUC_UNUSED) {}
