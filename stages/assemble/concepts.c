#include "stages/assemble/concepts.h"

#include "common/concepts.h"

static const char *const events[] = { "facet_rf",
                                      "si_rf",
                                      "genicular_rf",
                                      "mbb",
                                      "facet_inj",
                                      "esi_il",
                                      "esi_tf",
                                      "si_inj",
                                      "tpi",
                                      "botulinum",
                                      "neurolysis_chem",
                                      "sympathetic_block",
                                      "peripheral_block",
                                      "joint_inj",
                                      "visco",
                                      "tendon_bursa_inj",
                                      "discogram",
                                      "scs",
                                      NULL };
static const char *const therapies[] = { "pt",  "aquatic", "chiro",     "acu", "massage", "tens", "h_wave",
                                         "ifc", "nmes",    "dme_other", "frp", "psych",   NULL };
static const char *const studies[] = { "mri",  "mri_c",   "mri_t", "mri_l", "mri_joint", "ct",
                                       "xray", "emg_ncs", "emg",   "ncs",   "uds",       NULL };
static const char *const adjuncts[] = { "sedation", "general_anesthesia", "fluoro", NULL };

enum concept_list
concept_list (const char *concept)
{
    if (!concept)
        return CONCEPT_OTHER;
    if (g_strv_contains (events, concept))
        return CONCEPT_EVENT;
    if (concept_is_surgery (concept))
        return CONCEPT_SURGERY;
    if (g_strv_contains (therapies, concept))
        return CONCEPT_THERAPY;
    if (g_strv_contains (studies, concept))
        return CONCEPT_STUDY;
    return g_strv_contains (adjuncts, concept) ? CONCEPT_ADJUNCT : CONCEPT_OTHER;
}

const char *
concept_narrow (const char *concept, const char *detail)
{
    return detail && concept_list (detail) != CONCEPT_OTHER ? detail : concept;
}

const char *
concept_narrow_name (const char *named, const char *narrow)
{
    static const char *const kinds[][5] = { { "mri", "mri_c", "mri_t", "mri_l", "mri_joint" },
                                            { "tens", "h_wave", "ifc", "nmes", NULL },
                                            { "emg_ncs", "emg", "ncs", NULL, NULL },
                                            { "pt", "aquatic", NULL, NULL, NULL } };
    for (guint i = 0; narrow && i < G_N_ELEMENTS (kinds); i++) {
        if (!g_str_equal (kinds[i][0], named))
            continue;
        for (guint j = 1; j < G_N_ELEMENTS (kinds[i]) && kinds[i][j]; j++) {
            if (g_str_equal (kinds[i][j], narrow))
                return narrow;
        }
    }
    return named;
}

gboolean
concept_may_mean (const char *wide, const char *narrow)
{
    static const char *const pairs[][2] = { { "esi_il", "esi_tf" },      { "facet_inj", "mbb" },
                                            { "facet_inj", "facet_rf" }, { "mbb", "facet_rf" },
                                            { "joint_inj", "visco" },    { "facet_rf", "si_rf" },
                                            { "joint_inj", "si_inj" },   { "peripheral_block", "mbb" },
                                            { "facet_inj", "si_inj" } };
    for (guint i = 0; wide && narrow && i < G_N_ELEMENTS (pairs); i++)
        if (g_str_equal (pairs[i][0], wide) && g_str_equal (pairs[i][1], narrow))
            return TRUE;
    return FALSE;
}

gboolean
concept_same_family (const char *a, const char *b)
{
    static const char *const families[][8] = { { "facet_rf", "facet_inj", "mbb", NULL },
                                               { "si_rf", "si_inj", NULL },
                                               { "esi_il", "esi_tf", NULL },
                                               { "emg_ncs", "emg", "ncs", NULL },
                                               { "mri", "mri_c", "mri_t", "mri_l", "mri_joint", NULL },
                                               { "joint_inj", "visco", NULL },
                                               { "pt", "aquatic", NULL },
                                               { "tens", "h_wave", "ifc", "nmes", NULL },
                                               { "fusion_c", "fusion_l", "decompression", NULL } };
    if (!a || !b)
        return FALSE;
    if (g_str_equal (a, b))
        return TRUE;
    for (guint i = 0; i < G_N_ELEMENTS (families); i++)
        if (g_strv_contains (families[i], a) && g_strv_contains (families[i], b))
            return TRUE;
    return FALSE;
}

gboolean
concept_is_radiofrequency (const char *concept)
{
    return concept
           && (g_str_equal (concept, "facet_rf") || g_str_equal (concept, "si_rf")
               || g_str_equal (concept, "genicular_rf"));
}

gboolean
concept_codes (const char *diagnosis, const char *region, const char **icd9, const char **icd10)
{
    /* domain.md 3.4; a region of NULL serves for any. Codes that need a digit more than the table knows are left out. */
    static const struct {
        const char *diagnosis, *region, *icd9, *icd10;
    } codes[] = { { "facet_arthropathy", "cervical", "721.0", "M47.812" },
                  { "facet_arthropathy", "lumbar", "721.3", "M47.816" },
                  { "spondylosis", "cervical", "721.0", "M47.812" },
                  { "spondylosis", "lumbar", "721.3", "M47.816" },
                  { "neck_pain", NULL, "723.1", "M54.2" },
                  { "dystonia", "cervical", "333.83", "G24.3" },
                  { "radiculopathy", "cervical", "723.4", "M54.12" },
                  { "radiculopathy", "lumbar", "724.4", "M54.16" },
                  { "disc_herniation", "cervical", "722.0", NULL },
                  { "disc_herniation", "lumbar", "722.10", NULL },
                  { "disc_degeneration", "cervical", "722.4", NULL },
                  { "disc_degeneration", "lumbar", "722.52", NULL },
                  { "back_pain", NULL, "724.2", "M54.5" },
                  { "stenosis", "lumbar", "724.02", NULL },
                  { "spondylolisthesis", "lumbar", "738.4", "M43.16" },
                  { "post_laminectomy", "lumbar", "722.83", "M96.1" },
                  { "post_laminectomy", "cervical", "722.81", "M96.1" },
                  { "si_dysfunction", NULL, "724.6", "M53.3" },
                  { "myofascial_pain", NULL, "729.1", "M79.1" },
                  { "carpal_tunnel", NULL, "354.0", NULL },
                  { "rotator_cuff", NULL, "727.61", NULL },
                  { "impingement", NULL, "726.10", NULL },
                  { "chronic_pain", NULL, "338.4", "G89.4" },
                  { "depression", NULL, "311", NULL },
                  { "insomnia", NULL, "780.52", NULL } };
    for (guint i = 0; diagnosis && i < G_N_ELEMENTS (codes); i++) {
        if (!g_str_equal (codes[i].diagnosis, diagnosis)
            || (codes[i].region && g_strcmp0 (codes[i].region, region) != 0))
            continue;
        *icd9 = codes[i].icd9;
        *icd10 = codes[i].icd10;
        return TRUE;
    }
    return FALSE;
}

gboolean
concept_is_symptom (const char *diagnosis)
{
    static const char *const symptoms[] = { "neck_pain",  "back_pain",  "headache",   "knee_pain",     "hip_pain",
                                            "elbow_pain", "wrist_pain", "ankle_pain", "locking",       "clicking",
                                            "swelling",   "giving_way", "dyspepsia",  "shoulder_pain", NULL };
    return diagnosis && g_strv_contains (symptoms, diagnosis);
}
