/* Who the patient is, hashed or left out of the case where the settings say so (domain.md 6.5).
 *
 * What is withheld: the values under identity, the claim and appeals board numbers under admin, all of the date of birth but its year, the quotes that
 * hold one of them, and the patient's name in all other quotes and in sentences. Page texts and images are no part of a case and stay as they are.
 */
#ifndef ASSEMBLE_PRIVACY_H
#define ASSEMBLE_PRIVACY_H

#include <cjson/cJSON.h>

#include "common/settings.h"
#include "stages/assemble/store.h"

struct privacy;

/* NULL where the settings allow everything, or on an error: a key that cannot be read is SETTINGS_ERROR. The caller frees. */
struct privacy *privacy_new (const struct settings *settings, const struct store *store, GError **error);
void privacy_free (struct privacy *privacy);
typedef struct privacy privacy_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (privacy_t, privacy_free)

/* Changes the quotes of all mentions, and what sentences are cut from: call before the case is built. */
void privacy_mask_quotes (const struct privacy *privacy, struct store *store);
/* Changes the finished case. */
void privacy_mask_case (const struct privacy *privacy, cJSON *json);

#endif
