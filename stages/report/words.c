#include "stages/report/words.h"

#include <glib.h>
#include <string.h>

#include "common/record.h"

static const struct {
    const char *id, *words;
} NAMES[] = {
    { "facet_rf", "facet radiofrequency neurotomy" },
    { "mbb", "medial branch block" },
    { "facet_inj", "facet joint injection" },
    { "esi_il", "interlaminar epidural steroid injection" },
    { "esi_tf", "transforaminal epidural steroid injection" },
    { "si_inj", "sacroiliac joint injection" },
    { "tpi", "trigger point injection" },
    { "botulinum", "botulinum chemodenervation" },
    { "fusion_c", "cervical fusion" },
    { "fusion_l", "lumbar fusion" },
    { "pt", "physical therapy" },
    { "acu", "acupuncture" },
    { "chiro", "chiropractic treatment" },
    { "emg_ncs", "electrodiagnostic study" },
    { "frp", "functional restoration programme" },
    { "scs", "spinal cord stimulator" },
    { "uds", "urine drug screen" },
    { "tens", "TENS" },
    { "mri_c", "cervical MRI" },
    { "mri_l", "lumbar MRI" },
    { "mri_t", "thoracic MRI" },
    { "mri", "MRI" },
    { "mri_joint", "MRI of a joint" },
    { "ct", "CT" },
    { "xray", "X-ray" },
    { "emg", "EMG" },
    { "ncs", "nerve conduction study" },
    { "si_rf", "sacroiliac radiofrequency neurotomy" },
    { "genicular_rf", "genicular radiofrequency neurotomy" },
    { "neurolysis_chem", "chemical neurolysis" },
    { "peripheral_block", "peripheral nerve block" },
    { "joint_inj", "joint injection" },
    { "visco", "viscosupplementation" },
    { "tendon_bursa_inj", "tendon or bursa injection" },
    { "knee_scope", "knee arthroscopy" },
    { "shoulder_scope", "shoulder arthroscopy" },
    { "aquatic", "aquatic therapy" },
    { "psych", "psychological treatment" },
    { "h_wave", "H-wave stimulation" },
    { "ifc", "interferential stimulation" },
    { "nmes", "neuromuscular stimulation" },
    { "fluoro", "fluoroscopy" },
    { "si_dysfunction", "sacroiliac joint dysfunction" },
    { "gerd", "GERD" },
    { "odi", "Oswestry index" },
    { "ndi", "Neck Disability Index" },
    { "adl", "activities of daily living" },
    { "wrist_hand", "wrist and hand" },
    { "ankle_foot", "ankle and foot" },
    { "ur", "utilization review" },
    { "absent_in_records", "the records lack it" },
    { "rfa_received", "request received" },
    { "rtw_tdp", "work status" },
    { "birth", "date of birth" },
    { "crps", "CRPS" },
    { "not_met", "not met" },
    { "not_documented", "not documented" },
    { "not_applicable", "not applicable" },
    { "needs_human", "needs a person" },
    { "partially_overturned", "partially overturned" },
    { "rom_cervical", "cervical range of motion" },
    { "slr", "straight leg raising" },
    { "spurling", "Spurling's test" },
    { "mcmurray", "McMurray's test" },
    { "lachman", "Lachman's test" },
    { "hawkins", "Hawkins' test" },
    { "neer", "Neer's test" },
    { "phalen", "Phalen's test" },
    { "tinel", "Tinel's sign" },
    { "hoffmann", "Hoffmann's sign" },
    { "kemp", "Kemp's test" },
    { "nsaid", "NSAIDs" },
    { "muscle_relaxant", "muscle relaxants" },
    { "anticonvulsant", "anticonvulsants" },
    { "opioid", "opioids" },
    { "conservative", "conservative care" },
    { "facet_loading", "facet loading" },
    { "motor", "motor strength" },
    { "reflex", "reflexes" },
    { "sprain_strain", "sprain or strain" },
    { "other_surgery", "surgery not further named" },
    { "dme_other", "durable medical equipment" },
    { "ttd", "temporarily totally disabled" },
    { "tpd", "temporarily partially disabled" },
    { "full", "full duty" },
    { "modified", "modified duty" },
    { "off_work", "off work" },
    { "permanent_stationary", "permanent and stationary" },
    { "rom_lumbar", "lumbar range of motion" },
    { "rom_knee", "knee range of motion" },
    { "rom_shoulder", "shoulder range of motion" },
    { "rom_hip", "hip range of motion" },
    { "rom_wrist", "wrist range of motion" },
    { "rom_ankle", "ankle range of motion" },
    { "rom_elbow", "elbow range of motion" },
    { "faber", "FABER test" },
    { "gaenslen", "Gaenslen's test" },
    { "yeoman", "Yeoman's test" },
    { "fortin", "Fortin finger test" },
    { "babinski", "Babinski's sign" },
    { "romberg", "Romberg's sign" },
    { "lhermitte", "Lhermitte's sign" },
    { "trendelenburg", "Trendelenburg's sign" },
    { "waddell", "Waddell's signs" },
    { "durkan", "Durkan's test" },
    { "finkelstein", "Finkelstein's test" },
    { "cozen", "Cozen's test" },
    { "obrien", "O'Brien's test" },
    { "speed", "Speed's test" },
    { "yergason", "Yergason's test" },
    { "apley", "Apley's test" },
    { "lefs", "Lower Extremity Functional Scale" },
    { "dash", "DASH" },
    { "quickdash", "QuickDASH" },
    { "IMR_FDL", "determination letter" },
    { "IMR_APP", "application for review" },
    { "IMR_NOA", "notice of assignment" },
    { "RFA", "request for authorization" },
    { "PR2", "progress report" },
    { "PR4_PR3", "permanent and stationary report" },
    { "DFR", "first report of injury" },
    { "UR", "utilization review" },
    { "OP", "procedure report" },
    { "IMG", "imaging report" },
    { "EDX", "electrodiagnostic report" },
    { "THER", "therapy note" },
    { "PSY", "psychological report" },
    { "LAB", "laboratory" },
    { "RX", "medication record" },
    { "MEDLEGAL", "medical-legal report" },
    { "CORR", "correspondence" },
    { "GUIDE", "guideline excerpt" },
    { "rfa", "request for authorization" },
    { "ur_denial", "utilization review denial" },
    { "imr_application", "application for review" },
    { "OTHER", "other" },
    { "BLANK", "blank page" },
};

static const struct {
    const char *id, *words;
} REASONS[] = {
    { "ABSENT", "nothing in the file speaks of it" },
    { "MENTIONED_NO_VALUE", "it is mentioned, but the value that the criterion needs is not" },
    { "WRONG_PROCEDURE", "a value is recorded, but for another treatment" },
    { "WRONG_REGION", "a value is recorded, but for another body region" },
    { "ILLEGIBLE", "pages on which it would stand could not be read" },
    { "STALE", "what is recorded is older than the criterion allows" },
    { "CONTRADICTORY", "sources disagree, and neither prevails" },
    { "NOT_EVALUATED", "the check of it was stopped at its limit: a person must look" },
};

const char *
words_known (const char *id)
{
    for (gsize i = 0; id && i < G_N_ELEMENTS (NAMES); i++)
        if (strcmp (NAMES[i].id, id) == 0)
            return NAMES[i].words;
    return NULL;
}

const char *
words_for (const char *id)
{
    const char *known = words_known (id);
    if (known || !id)
        return known;
    g_autofree char *plain = g_strdelimit (g_strdup (id), "_", ' ');
    return g_intern_string (plain);
}

const char *
words_for_decision (const char *id)
{
    return g_strcmp0 (id, "modified") == 0 ? "modified" : words_for (id); /* which of work is "modified duty" */
}

const char *
words_for_reason (const char *reason)
{
    for (gsize i = 0; reason && i < G_N_ELEMENTS (REASONS); i++)
        if (strcmp (REASONS[i].id, reason) == 0)
            return REASONS[i].words;
    return NULL;
}

/* "weeks" for a number of weeks; lent. */
static const char *
plural_of (const char *unit, double n)
{
    static const char *const units[][2] = { { "minute", "minutes" }, { "hour", "hours" },   { "day", "days" },
                                            { "week", "weeks" },     { "month", "months" }, { "year", "years" } };
    for (gsize i = 0; unit && n != 1 && i < G_N_ELEMENTS (units); i++)
        if (strcmp (unit, units[i][0]) == 0)
            return units[i][1];
    return unit;
}

char *
words_for_amount (const cJSON *amount, const char *unit)
{
    if (!cJSON_IsObject (amount))
        return NULL;
    const cJSON *low = record_get (amount, "low"), *high = record_get (amount, "high");
    const char *op = record_string (amount, "op");
    const char *raw = record_string (amount, "raw");
    if (record_string (amount, "unit"))
        unit = record_string (amount, "unit");
    unit = plural_of (unit, cJSON_IsNumber (high) ? high->valuedouble : record_number (amount, "low", 0));
    const char *sign = unit && strcmp (unit, "%") == 0 ? "" : " ";
    if (record_bool (amount, "fuzzy") && raw)
        return g_strdup_printf ("\"%s\"", raw);
    if (cJSON_IsNumber (low) && cJSON_IsNumber (high) && low->valuedouble == high->valuedouble)
        return g_strdup_printf ("%g%s%s", low->valuedouble, sign, unit ? unit : "");
    if (cJSON_IsNumber (low) && cJSON_IsNumber (high))
        return g_strdup_printf ("%g-%g%s%s", low->valuedouble, high->valuedouble, sign, unit ? unit : "");
    if (cJSON_IsNumber (low))
        return g_strdup_printf ("%s %g%s%s", op && *op == '>' && !op[1] ? "more than" : "at least", low->valuedouble,
                                sign, unit ? unit : "");
    if (cJSON_IsNumber (high))
        return g_strdup_printf ("at most %g%s%s", high->valuedouble, sign, unit ? unit : "");
    return NULL;
}

char *
words_for_range (const cJSON *item, const char *low, const char *high)
{
    double from = record_number (item, low, -1), to = record_number (item, high, from);
    if (from < 0 || to < 0)
        return NULL;
    return from == to ? g_strdup_printf ("%g", from) : g_strdup_printf ("%g to %g", MIN (from, to), MAX (from, to));
}

char *
words_for_score (const cJSON *item)
{
    g_autofree char *range = words_for_range (item, "low", "high");
    return range ? g_strconcat (range, " of 10", NULL) : NULL;
}

char *
words_for_measure (const cJSON *value)
{
    const char *unit = record_string (value, "unit");
    if (!cJSON_IsNumber (record_get (value, "value")))
        return NULL;
    return g_strdup_printf ("%g%s%s", record_number (value, "value", 0), unit && strcmp (unit, "%") != 0 ? " " : "",
                            unit ? unit : "");
}

char *
words_for_unread (const cJSON *unread)
{
    const cJSON *one;
    int files = 0, pages = 0;
    cJSON_ArrayForEach (one, unread) {
        gboolean whole = cJSON_IsNull (record_get (one, "page"));
        files += whole;
        pages += !whole;
    }
    g_autofree char *some = g_strdup_printf ("%d %s", pages, pages == 1 ? "page" : "pages");
    g_autofree char *whole = g_strdup_printf ("%d %s", files, files == 1 ? "file" : "files");
    return pages + files == 0
               ? NULL
               : g_strconcat (pages ? some : "", pages && files ? " and " : "", files ? whole : "", NULL);
}

char *
words_for_frequency (const char *frequency)
{
    static const char *const spoken[][2] = {
        { "(?<=[a-z])\\.(?![0-9])", "" },
        { "(?<=d) ?- ?(?=[btq]id)", " to " },
        { "\\bq[. ]*([0-9]+(?: ?- ?[0-9]+)?) ?h(?:ou)?r?s?\\b", "every \\1 hours" },
        { "\\bq[. ]*([0-9]+(?: ?- ?[0-9]+)?) ?d(?:ays?)?\\b", "every \\1 days" },
        { "\\bbid\\b", "twice daily" },
        { "\\btid\\b", "three times daily" },
        { "\\bqid\\b", "four times daily" },
        { "\\b(?:q ?)?hs\\b", "at bedtime" },
        { "\\bq ?d(?:ay)?\\b", "daily" },
        { "\\bqod\\b", "every other day" },
        { "\\bq ?am\\b", "every morning" },
        { "\\bq ?pm\\b", "every evening" },
        { "\\bq ?night\\b", "every night" },
        { "\\bq ?week\\b", "every week" },
        { "\\bprn\\b", "as needed" },
    };
    g_autofree char *text = g_strdup (frequency);
    for (gsize i = 0; text && i < G_N_ELEMENTS (spoken); i++) {
        g_autoptr (GRegex) abbreviation = g_regex_new (spoken[i][0], G_REGEX_CASELESS, 0, NULL);
        char *next = g_regex_replace (abbreviation, text, -1, 0, spoken[i][1], 0, NULL);
        g_free (text);
        text = next;
    }
    return g_steal_pointer (&text);
}

char *
words_with_and (const char *list)
{
    const char *last = list ? g_strrstr (list, ", ") : NULL;
    return last ? g_strdup_printf ("%.*s and %s", (int) (last - list), list, last + strlen (", ")) : g_strdup (list);
}

const char *
words_article (const char *name)
{
    static const char *const letters[] = { "MR", "EMG", "X-", "NCS", "SI ", "H-" }; /* spoken with a vowel first */
    for (gsize i = 0; i < G_N_ELEMENTS (letters); i++)
        if (g_str_has_prefix (name, letters[i]))
            return "an";
    return *name && strchr ("aeioAEIO", *name) ? "an" : "a";
}

char *
words_for_levels (const cJSON *levels)
{
    const cJSON *names = cJSON_IsObject (levels) ? record_get (levels, "literal") : levels;
    if (cJSON_IsObject (levels) && cJSON_GetArraySize (record_get (levels, "segments")) > 0
        && !record_bool (levels, "ambiguous"))
        names = record_get (levels, "segments");
    g_autoptr (GString) text = g_string_new (NULL);
    const cJSON *name;
    cJSON_ArrayForEach (name, names) {
        if (cJSON_IsString (name))
            g_string_append_printf (text, "%s%s", text->len ? ", " : "", name->valuestring);
    }
    return text->len ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}
