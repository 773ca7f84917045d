#include "stages/report/fhir.h"

#include <string.h>

#include "common/record.h"
#include "stages/report/evidence.h"
#include "stages/report/fhir_parts.h"
#include "stages/report/words.h"

#define TERMINOLOGY "http://terminology.hl7.org/CodeSystem/"
#define SOURCES_MAX 24 /* quotes of one provenance */

struct writer {
    struct bundle bundle;
    const cJSON *json;
    struct evidence *evidence;
    GHashTable *documents; /* "file\npage" -> address of the DocumentReference */
    FILE *out;
    gboolean begun; /* an entry has been written */
};

static const cJSON *
part (const struct writer *writer, const char *key)
{
    return record_get (writer->json, key);
}

static const char *
value_of (const cJSON *holder)
{
    return cJSON_IsString (holder) ? holder->valuestring : record_string (holder, "value");
}

static void
append (GString *text, const char *more)
{
    if (more && *more)
        g_string_append_printf (text, "%s%s", text->len ? ", " : "", more);
}

/* --- provenance -------------------------------------------------------------------------------------------------------- */

static void
add_source (const struct writer *writer, cJSON *entities, const cJSON *id)
{
    const cJSON *item = evidence_find (writer->evidence, cJSON_GetStringValue (id));
    const char *quote = record_string (item, "quote"), *file = record_string (item, "file");
    if (!quote || cJSON_GetArraySize (entities) >= SOURCES_MAX)
        return;
    g_autofree char *place = g_strdup_printf ("%s\n%.0f", file ? file : "", record_number (item, "page", 0));
    g_autofree char *display =
        g_strdup_printf ("%s p. %.0f: \"%s\"", file ? file : "", record_number (item, "page", 0), quote);
    cJSON *entity = cJSON_CreateObject ();
    cJSON_AddStringToObject (entity, "role", "source");
    fhir_add_reference (entity, "what", g_hash_table_lookup (writer->documents, place), display);
    cJSON_AddItemToArray (entities, entity);
}

/* What a resource rests on. When it was recorded is not told: the same case gives the same bytes. */
static void
add_provenance (struct writer *writer, const char *id, const cJSON *ids)
{
    g_autofree char *name = g_strconcat ("provenance ", id, NULL), *target = fhir_address (&writer->bundle, id);
    cJSON *entities = cJSON_CreateArray (), *targets, *reference, *agent, *agents, *extensions, *extension;
    const cJSON *one;
    if (cJSON_IsString (ids))
        add_source (writer, entities, ids);
    cJSON_ArrayForEach (one, ids) {
        add_source (writer, entities, one);
    }
    if (cJSON_GetArraySize (entities) == 0) {
        cJSON_Delete (entities);
        return;
    }
    cJSON *provenance = fhir_resource (&writer->bundle, "Provenance", name);
    targets = cJSON_AddArrayToObject (provenance, "target");
    reference = cJSON_CreateObject ();
    cJSON_AddStringToObject (reference, "reference", target);
    cJSON_AddItemToArray (targets, reference);
    extensions = cJSON_AddArrayToObject (cJSON_AddObjectToObject (provenance, "_recorded"), "extension");
    extension = cJSON_CreateObject ();
    cJSON_AddStringToObject (extension, "url", "http://hl7.org/fhir/StructureDefinition/data-absent-reason");
    cJSON_AddStringToObject (extension, "valueCode", "unknown");
    cJSON_AddItemToArray (extensions, extension);
    agents = cJSON_AddArrayToObject (provenance, "agent");
    agent = cJSON_CreateObject ();
    fhir_add_code (agent, "type", TERMINOLOGY "provenance-participant-type", "assembler", NULL);
    fhir_add_reference (agent, "who", NULL, "casefile");
    cJSON_AddItemToArray (agents, agent);
    cJSON_AddItemToObject (provenance, "entity", entities);
}

/* --- the patient and the documents ------------------------------------------------------------------------------------- */

static void
add_patient (struct writer *writer, gboolean named)
{
    cJSON *patient = fhir_resource (&writer->bundle, "Patient", "patient");
    const cJSON *known = part (writer, "patient");
    const char *sex = value_of (record_get (known, "sex"));
    const char *name = value_of (cJSON_GetArrayItem (record_get (part (writer, "identity"), "names"), 0));
    writer->bundle.patient = fhir_address (&writer->bundle, "patient");
    if (named)
        fhir_add_array_text (patient, "name", name);
    if (g_strcmp0 (sex, "male") == 0 || g_strcmp0 (sex, "female") == 0)
        cJSON_AddStringToObject (patient, "gender", sex);
    if (named)
        fhir_add_date (patient, "birthDate", value_of (record_get (known, "dob")));
}

static const char *
content_type_of (const char *file)
{
    static const char *const types[][2] = { { ".pdf", "application/pdf" }, { ".tif", "image/tiff" },
                                            { ".tiff", "image/tiff" },     { ".jpg", "image/jpeg" },
                                            { ".jpeg", "image/jpeg" },     { ".png", "image/png" } };
    g_autofree char *lower = g_ascii_strdown (file, -1);
    for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
        if (g_str_has_suffix (lower, types[i][0]))
            return types[i][1];
    return "text/plain";
}

static void
add_document (struct writer *writer, const cJSON *document)
{
    const char *id = record_string (document, "id"), *file = record_string (document, "file");
    const cJSON *page;
    if (!id || !file || !record_bool (document, "in_file"))
        return;
    cJSON *reference = fhir_resource (&writer->bundle, "DocumentReference", id), *content, *attachment;
    g_autoptr (GString) title = g_string_new (file);
    cJSON_ArrayForEach (page, record_get (document, "pages")) {
        if (!cJSON_IsNumber (page))
            continue;
        g_string_append_printf (title, "%s%.0f", page->prev->next ? ", " : " p. ", page->valuedouble);
        g_hash_table_replace (writer->documents, g_strdup_printf ("%s\n%.0f", file, page->valuedouble),
                              fhir_address (&writer->bundle, id));
    }
    const char *sha256 = record_string (document, "sha256");
    if (sha256) {
        cJSON *identifier = cJSON_CreateObject ();
        cJSON_AddStringToObject (identifier, "system", "urn:casefile:sha256-of-file");
        fhir_add_string (identifier, "value", sha256);
        cJSON_AddItemToArray (cJSON_AddArrayToObject (reference, "identifier"), identifier);
    }
    cJSON_AddStringToObject (reference, "status", "current");
    fhir_add_text (reference, "type", words_for (record_string (document, "class")));
    fhir_add_reference (reference, "subject", writer->bundle.patient, NULL);
    content = cJSON_CreateObject ();
    attachment = cJSON_AddObjectToObject (content, "attachment");
    cJSON_AddStringToObject (attachment, "contentType", content_type_of (file));
    fhir_add_string (attachment, "title", title->str);
    cJSON_AddItemToArray (cJSON_AddArrayToObject (reference, "content"), content);
    if (record_string (document, "date")) {
        cJSON *context = cJSON_CreateObject (), *period = cJSON_AddObjectToObject (context, "period");
        fhir_add_date (period, "start", record_string (document, "date"));
        if (period->child)
            cJSON_AddItemToObject (reference, "context", context);
        else
            cJSON_Delete (context);
    }
}

/* --- facts ------------------------------------------------------------------------------------------------------------- */

/* The patient's own, and no plan. */
static gboolean
is_told (const cJSON *fact)
{
    const cJSON *ctx = record_get (fact, "ctx");
    const char *experiencer = record_string (ctx, "experiencer"), *temporality = record_string (ctx, "temporality");
    return record_string (fact, "id") && (!experiencer || strcmp (experiencer, "patient") == 0)
           && g_strcmp0 (temporality, "planned") != 0 && g_strcmp0 (temporality, "hypothetical") != 0
           && g_strcmp0 (temporality, "future") != 0
           && g_strcmp0 (record_string (ctx, "polarity"), "absent_in_records") != 0;
}

static gboolean
is_negated (const cJSON *fact)
{
    return g_strcmp0 (record_string (record_get (fact, "ctx"), "polarity"), "negated") == 0;
}

static gboolean
is_doubtful (const cJSON *fact)
{
    const char *certainty = record_string (record_get (fact, "ctx"), "certainty");
    return record_bool (fact, "candidate") || (certainty && strcmp (certainty, "certain") != 0);
}

/* "cervical, C4-5, left": where in the body; the caller frees, NULL where nothing says. */
static char *
site_of (const cJSON *fact)
{
    g_autofree char *levels = words_for_levels (record_get (fact, "levels"));
    g_autoptr (GString) site = g_string_new (NULL);
    append (site, words_for (record_string (fact, "region")));
    append (site, levels);
    append (site, words_for (record_string (fact, "side")));
    append (site, words_for (record_string (fact, "laterality")));
    return site->len ? g_string_free (g_steal_pointer (&site), FALSE) : NULL;
}

static void
add_condition (struct writer *writer, const cJSON *fact)
{
    const cJSON *code;
    const char *id = record_string (fact, "id"), *name = words_for (record_string (fact, "concept"));
    const char *temporality = record_string (record_get (fact, "ctx"), "temporality");
    if (!is_told (fact) || !name)
        return;
    cJSON *condition = fhir_resource (&writer->bundle, "Condition", id), *concept, *codings;
    g_autofree char *site = site_of (fact);
    if (!is_negated (fact))
        fhir_add_code (condition, "clinicalStatus", TERMINOLOGY "condition-clinical",
                       g_strcmp0 (temporality, "historical") == 0 ? "inactive" : "active", NULL);
    fhir_add_code (condition, "verificationStatus", TERMINOLOGY "condition-ver-status",
                   is_negated (fact)    ? "refuted"
                   : is_doubtful (fact) ? "unconfirmed"
                                        : "confirmed",
                   NULL);
    concept = cJSON_AddObjectToObject (condition, "code");
    if (cJSON_GetArraySize (record_get (fact, "codes")) > 0) {
        codings = cJSON_AddArrayToObject (concept, "coding");
        cJSON_ArrayForEach (code, record_get (fact, "codes")) {
            if (cJSON_IsString (code) && *code->valuestring)
                fhir_add_coding (codings,
                                 g_ascii_isalpha (*code->valuestring) ? "http://hl7.org/fhir/sid/icd-10-cm"
                                                                      : "http://hl7.org/fhir/sid/icd-9-cm",
                                 code->valuestring);
        }
        if (!codings->child)
            cJSON_DeleteItemFromObject (concept, "coding");
    }
    fhir_add_string (concept, "text", name);
    fhir_add_array_text (condition, "bodySite", site);
    fhir_add_reference (condition, "subject", writer->bundle.patient, NULL);
    fhir_add_date (condition, "recordedDate", record_string (fact, "date"));
    add_provenance (writer, id, record_get (fact, "evidence"));
}

static void
add_procedure (struct writer *writer, const cJSON *fact)
{
    const char *id = record_string (fact, "id"), *name = words_for (record_string (fact, "concept"));
    if (!is_told (fact) || !name)
        return;
    cJSON *procedure = fhir_resource (&writer->bundle, "Procedure", id);
    g_autofree char *site = site_of (fact);
    cJSON_AddStringToObject (procedure, "status",
                             is_negated (fact)    ? "not-done"
                             : is_doubtful (fact) ? "unknown"
                                                  : "completed");
    fhir_add_text (procedure, "code", name);
    fhir_add_reference (procedure, "subject", writer->bundle.patient, NULL);
    fhir_add_date (procedure, "performedDateTime", record_string (fact, "date"));
    fhir_add_array_text (procedure, "bodySite", site);
    if (cJSON_IsFalse (record_get (fact, "note_in_file")))
        fhir_add_note (procedure, "The records in hand mention it; its procedure note is not among them.");
    add_provenance (writer, id, record_get (fact, "evidence"));
}

static void
add_medication (struct writer *writer, const cJSON *fact)
{
    const char *id = record_string (fact, "id"), *name = record_string (fact, "name");
    const char *status = record_string (fact, "status");
    if (!id || !name || g_strcmp0 (record_string (record_get (fact, "ctx"), "experiencer"), "family") == 0)
        return;
    if (g_strcmp0 (status, "allergy") == 0) {
        cJSON *allergy = fhir_resource (&writer->bundle, "AllergyIntolerance", id);
        fhir_add_code (allergy, "clinicalStatus", TERMINOLOGY "allergyintolerance-clinical", "active", NULL);
        fhir_add_code (allergy, "verificationStatus", TERMINOLOGY "allergyintolerance-verification", "unconfirmed",
                       NULL);
        fhir_add_text (allergy, "code", name);
        fhir_add_reference (allergy, "patient", writer->bundle.patient, NULL);
    } else {
        g_autoptr (GString) dosage = g_string_new (NULL);
        cJSON *statement = fhir_resource (&writer->bundle, "MedicationStatement", id);
        cJSON_AddStringToObject (statement, "status",
                                 is_negated (fact) || g_strcmp0 (status, "denied") == 0                ? "not-taken"
                                 : is_doubtful (fact)                                                  ? "unknown"
                                 : g_strcmp0 (status, "current") == 0                                  ? "active"
                                 : g_strcmp0 (status, "planned") == 0                                  ? "intended"
                                 : g_strcmp0 (status, "past") == 0 || g_strcmp0 (status, "given") == 0 ? "completed"
                                                                                                       : "unknown");
        fhir_add_text (statement, "medicationCodeableConcept", name);
        fhir_add_reference (statement, "subject", writer->bundle.patient, NULL);
        append (dosage, record_string (fact, "strength"));
        append (dosage, record_string (fact, "route"));
        append (dosage, record_string (fact, "frequency"));
        fhir_add_array_text (statement, "dosage", dosage->str);
    }
    add_provenance (writer, id, record_get (fact, "evidence"));
}

static cJSON *
observation_new (struct writer *writer, const cJSON *fact, const char *category)
{
    cJSON *observation = fhir_resource (&writer->bundle, "Observation", record_string (fact, "id")), *one;
    cJSON_AddStringToObject (observation, "status", is_doubtful (fact) ? "preliminary" : "final");
    one = cJSON_CreateObject ();
    fhir_add_coding (cJSON_AddArrayToObject (one, "coding"), TERMINOLOGY "observation-category", category);
    cJSON_AddItemToArray (cJSON_AddArrayToObject (observation, "category"), one);
    return observation;
}

/* Code, patient and date, which stand before the value. */
static void
observation_of (struct writer *writer, cJSON *observation, const cJSON *fact, const char *name)
{
    if (name)
        fhir_add_text (observation, "code", name);
    fhir_add_reference (observation, "subject", writer->bundle.patient, NULL);
    fhir_add_date (observation, "effectiveDateTime", record_string (fact, "date"));
}

static void
add_score (struct writer *writer, const cJSON *fact)
{
    double low = record_number (fact, "low", -1), high = record_number (fact, "high", low);
    if (!is_told (fact) || low < 0)
        return;
    cJSON *observation = observation_new (writer, fact, "survey"), *value;
    fhir_add_code (observation, "code", "http://loinc.org", "72514-3", "pain score, 0 to 10");
    observation_of (writer, observation, fact, NULL);
    if (low == high) {
        value = cJSON_AddObjectToObject (observation, "valueQuantity");
        cJSON_AddNumberToObject (value, "value", low);
        cJSON_AddStringToObject (value, "system", "http://unitsofmeasure.org");
        cJSON_AddStringToObject (value, "code", "{score}");
    } else {
        value = cJSON_AddObjectToObject (observation, "valueRange");
        cJSON_AddNumberToObject (cJSON_AddObjectToObject (value, "low"), "value", MIN (low, high));
        cJSON_AddNumberToObject (cJSON_AddObjectToObject (value, "high"), "value", MAX (low, high));
    }
    fhir_add_note (observation, words_for (record_string (fact, "when")));
    add_provenance (writer, record_string (fact, "id"), record_get (fact, "evidence"));
}

/* A fact whose value is words. */
static void
add_words (struct writer *writer, const cJSON *fact, const char *category, const char *name, const char *value)
{
    if (!is_told (fact) || !name || !value || !*value)
        return;
    cJSON *observation = observation_new (writer, fact, category);
    g_autofree char *site = site_of (fact);
    observation_of (writer, observation, fact, name);
    fhir_add_string (observation, "valueString", value);
    fhir_add_text (observation, "bodySite", site);
    add_provenance (writer, record_string (fact, "id"), record_get (fact, "evidence"));
}

static void
add_examination (struct writer *writer, const cJSON *fact)
{
    g_autoptr (GString) value = g_string_new (NULL);
    append (value, words_for (record_string (fact, "polarity")));
    append (value, record_string (fact, "value"));
    append (value, record_bool (fact, "with_pain") ? "with pain" : NULL);
    add_words (writer, fact, "exam", words_for (record_string (fact, "concept")), value->str);
}

static void
add_symptom (struct writer *writer, const cJSON *fact)
{
    const char *qualifier = record_string (fact, "qualifier");
    g_autofree char *value =
        g_strconcat (is_negated (fact) ? "denied" : "reported", qualifier ? ", " : "", qualifier, NULL);
    add_words (writer, fact, "survey", words_for (record_string (fact, "concept")), value);
}

static void
add_function (struct writer *writer, const cJSON *fact)
{
    static const char *const keys[] = { "before", "after" };
    g_autoptr (GString) value = g_string_new (NULL);
    for (gsize i = 0; i < G_N_ELEMENTS (keys); i++) {
        const cJSON *measure = record_get (fact, keys[i]), *number = record_get (measure, "value");
        const char *unit = record_string (measure, "unit");
        g_autofree char *text = cJSON_IsNumber (number) ? g_strdup_printf ("%g%s%s %s", number->valuedouble,
                                                                           unit ? " " : "", unit ? unit : "", keys[i])
                                                        : NULL;
        append (value, text);
    }
    add_words (writer, fact, "survey", words_for (record_string (fact, "measure")), value->str);
}

static void
add_response (struct writer *writer, const cJSON *fact)
{
    const char *treatment = record_string (fact, "treatment_ref"), *direction = record_string (fact, "direction");
    g_auto (GStrv) halves = g_strsplit (treatment ? treatment : "", "@", 2);
    g_autofree char *percent = words_for_amount (record_get (fact, "percent"), "%");
    g_autofree char *duration = words_for_amount (record_get (fact, "duration"), NULL);
    g_autofree char *name =
        g_strconcat ("response to ", treatment ? words_for (halves[0]) : "a treatment that is not named", NULL);
    g_autofree char *lasting = duration ? g_strconcat ("for ", duration, NULL) : NULL;
    g_autoptr (GString) value = g_string_new (NULL);
    append (value, g_strcmp0 (direction, "none") == 0 ? "no improvement" : words_for (direction));
    append (value, percent);
    append (value, lasting);
    add_words (writer, fact, "therapy", name, value->str);
}

static void
add_work (struct writer *writer, const cJSON *fact)
{
    add_words (writer, fact, "social-history", "work status", words_for (record_string (fact, "value")));
}

/* Writes the resources made so far and forgets them: those of a large case are too many to be kept. */
static void
drain (struct writer *writer)
{
    cJSON *entry;
    while ((entry = cJSON_DetachItemFromArray (writer->bundle.entries, 0)) != NULL) {
        g_autofree char *text = record_print (entry, FALSE);
        fprintf (writer->out, "%s%s", writer->begun ? ",\n" : "", text);
        writer->begun = TRUE;
        cJSON_Delete (entry);
    }
}

void
fhir_write (struct casetext *casetext, gboolean named, FILE *out)
{
    static const struct {
        const char *key;
        void (*add) (struct writer *writer, const cJSON *fact);
    } lists[] = {
        { "documents", add_document },  { "diagnoses", add_condition }, { "events", add_procedure },
        { "surgeries", add_procedure }, { "therapies", add_procedure }, { "symptoms", add_symptom },
        { "exam", add_examination },    { "pain_scores", add_score },   { "functions", add_function },
        { "outcomes", add_response },   { "work_status", add_work },
    };
    struct writer writer = { .json = casetext_json (casetext), .out = out };
    const cJSON *fact;
    writer.bundle.key = record_string (writer.json, "case_key");
    writer.bundle.entries = cJSON_CreateArray ();
    writer.evidence = evidence_new (casetext, NULL);
    writer.documents = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
    cJSON *identifier = cJSON_CreateObject ();
    cJSON_AddStringToObject (identifier, "system", "urn:casefile:case");
    fhir_add_string (identifier, "value", writer.bundle.key);
    g_autofree char *key = record_print (identifier, FALSE);
    cJSON_Delete (identifier);
    fprintf (out, "{\"resourceType\":\"Bundle\",\"identifier\":%s,\"type\":\"collection\",\"entry\":[\n", key);
    add_patient (&writer, named);
    drain (&writer);
    for (gsize i = 0; i < G_N_ELEMENTS (lists); i++) {
        cJSON_ArrayForEach (fact, record_get (writer.json, lists[i].key)) {
            lists[i].add (&writer, fact);
            drain (&writer);
        }
    }
    cJSON_ArrayForEach (fact, record_get (record_get (writer.json, "medications"), "items")) {
        add_medication (&writer, fact);
        drain (&writer);
    }
    fputs ("\n]}\n", out);
    cJSON_Delete (writer.bundle.entries);
    g_hash_table_unref (writer.documents);
    evidence_free (writer.evidence);
    g_free (writer.bundle.patient);
}
