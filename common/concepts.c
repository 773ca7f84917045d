#include "common/concepts.h"

gboolean
concept_is_surgery (const char *concept)
{
    static const char *const surgeries[] = { "fusion_c",
                                             "fusion_l",
                                             "decompression",
                                             "hardware_removal",
                                             "knee_scope",
                                             "shoulder_scope",
                                             "carpal_tunnel_release",
                                             "arthroplasty",
                                             "fracture_fixation",
                                             "other_surgery",
                                             NULL };
    return concept != NULL && g_strv_contains (surgeries, concept);
}
