/* The spine: vertebrae in order, motion segments, facet joints and the nerves that supply them (domain.md 2.3, 3.2).
 */
#ifndef CASEFILE_SPINE_H
#define CASEFILE_SPINE_H

#include <cjson/cJSON.h>
#include <glib.h>

/* Position of "C1" ... "S5" from 0, or -1 where there is no such vertebra ("C8" is a nerve: spine_nerve_exists). */
int spine_index (const char *vertebra);
const char *spine_name (int index); /* lent; NULL outside */
gboolean spine_nerve_exists (const char *nerve);
/* cervical, thoracic, lumbar, sacral by the first letter; NULL otherwise. */
const char *spine_region (const char *vertebra);
/* "C2-3", "L5-S1" for adjacent vertebrae; the caller frees. NULL where they are not adjacent or have no joint (C1-2). */
char *spine_segment (int upper);

/* The level object of case-records(5) from what is named.
 * `named`: vertebrae or nerves in the order written; `form`: "segment", "range", "list" or "single"; `target`: "joint",
 * "nerve", "motion_segment", "root", "vertebra" or NULL (not said); `procedure_is_rf`: a bare list then is ambiguous
 * between joints and nerves. The object has region, literal, form, target, vertebrae, segments, joints, nerves,
 * count {literal, min, max}, readings, ambiguous. The caller's. NULL where a name is no level. */
cJSON *spine_level (const char *const *named, gsize n, const char *form, const char *target, gboolean procedure_is_rf);

#endif
