#include "tests/unit/extract_page.h"

/* Radiofrequency decides, whatever noun follows (domain.md 2.2, T6, T7). */
static void
head (void)
{
    struct tried rf = try_plain ("The last cervical facet radiofrequency block was on 9/11/2014.");
    struct mention *procedure = nth (&rf, "procedure", 0);
    g_assert_cmpuint (count (&rf, "procedure"), ==, 1);
    g_assert_cmpstr (mention_get (procedure, "concept"), ==, "facet_rf");
    g_assert_cmpstr (mention_get (procedure, "region"), ==, "cervical");
    g_assert_cmpstr (mention_get (procedure, "date"), ==, "2014-09-11");
    g_assert_cmpstr (mention_get (procedure, "ordinal"), ==, "last");
    g_assert_cmpstr (mention_get (procedure, "status"), ==, "performed");
    tried_free (&rf);

    struct tried open =
        try_plain ("Authorization was requested for radiofrequency C2, 3, 4, bilateral facet block with sedation.");
    procedure = nth (&open, "procedure", 0);
    g_autofree char *levels = joined (procedure, "levels"), *adjuncts = joined (procedure, "adjuncts");
    g_assert_cmpstr (mention_get (procedure, "concept"), ==, "facet_rf");
    g_assert_cmpstr (mention_get (procedure, "alternative_concept"), ==, "facet_inj");
    g_assert_cmpstr (mention_get (procedure, "laterality"), ==, "bilateral");
    g_assert_cmpstr (levels, ==, "C2 C3 C4");
    g_assert_cmpstr (adjuncts, ==, "sedation");
    g_assert_cmpstr (mention_get (procedure, "stage"), ==, "requested");
    tried_free (&open);
}

static void
several_dates (void)
{
    struct tried tried =
        try_plain ("He has undergone chemodenervation of the cervical region bilaterally on 1-7-2015 and 6-16-2015.");
    struct mention *procedure = nth (&tried, "procedure", 0);
    g_autofree char *dates = joined (procedure, "dates");
    g_autofree char *quote = page_quote (tried.page, procedure->start, procedure->end);
    g_assert_cmpstr (mention_get (procedure, "concept"), ==, "botulinum");
    g_assert_cmpstr (dates, ==, "2015-01-07 2015-06-16");
    g_assert_null (mention_get (procedure, "date"));
    g_assert_cmpstr (quote, ==, "chemodenervation of the cervical region bilaterally on 1-7-2015 and 6-16-2015");
    tried_free (&tried);
}

/* A comma or "and" between heads keeps them two procedures, and what stands before each its own. */
static void
kept_apart (void)
{
    struct tried tried =
        try_plain ("He underwent a left L4-5 epidural steroid injection and a right cervical medial branch block.");
    struct mention *esi = with (&tried, "procedure", "concept", "esi_il"),
                   *mbb = with (&tried, "procedure", "concept", "mbb");
    g_assert_cmpuint (count (&tried, "procedure"), ==, 2);
    g_assert_cmpstr (mention_get (esi, "laterality"), ==, "left");
    g_assert_cmpstr (mention_get (esi, "region"), ==, "lumbar");
    g_assert_cmpstr (mention_get (mbb, "laterality"), ==, "right");
    g_assert_cmpstr (mention_get (mbb, "region"), ==, "cervical");
    g_assert_true (cJSON_IsNull (record_get (mbb->fields, "levels")));
    tried_free (&tried);
}

static void
status (void)
{
    static const struct {
        const char *text, *concept, *status, *stage;
    } rows[] = {
        { "I recommend a lumbar epidural steroid injection.", "esi_il", "planned", "recommended" },
        { "The lumbar MRI was denied by the claims administrator.", "mri", "planned", "denied" },
        { "She has never had any surgery.", "other_surgery", "negated", NULL },
        { "She is scheduled for a cervical epidural steroid injection.", "esi_il", "planned", "scheduled" },
        { "She declined the cervical fusion.", "fusion_c", "negated", "declined" },
        { "He is status post ACDF at C5-6.", "fusion_c", "performed", "performed" },
        { "There was no prior RFA of the cervical spine.", "facet_rf", "negated", NULL },
        { "She had a prior RFA of the cervical spine.", "facet_rf", "performed", "performed" },
        { "She did not have any side effects from the Botox injection.", "botulinum", "performed", "performed" },
        { "She has negative EMG studies.", "emg_ncs", "performed", "performed" },
        { "It was done with/without fluoroscopy.", "fluoro", "performed", "performed" },
        { "X-rays of the cervical spine will be taken today.", "xray", "planned", "scheduled" },
        { "Treatment will consist of chiropractic manipulation.", "chiro", "planned", "scheduled" },
        { "I have discussed the MRI findings with her.", "mri", "performed", "performed" },
        { "She might receive injections of steroid into the knee.", "joint_inj", "planned", "recommended" },
        { "The MRI came back negative.", "mri", "performed", "performed" },
        { "Acupuncture has not been tried.", "acu", "negated", NULL },
        { "There was no pain reduction with PT.", "pt", "performed", "performed" },
        { "We discussed Botox, but the patient declined.", "botulinum", "negated", "declined" },
        { "Future medical care should include repeat Botox.", "botulinum", "planned", "recommended" },
        { "The knee was injected without improvement and acupuncture was tried.", "acu", "performed", "performed" },
        { "He is not interested in the lumbar fusion.", "fusion_l", "negated", "declined" },
        { "I ask that you authorize a second subacromial injection.", "joint_inj", "planned", "requested" },
        { "The diagnostic genicular blocks were positive.", "peripheral_block", "performed", "performed" },
        { "Surgery: none.", "other_surgery", "negated", NULL },
        { "Repeat ESI - pt declines.", "esi_il", "negated", "declined" },
        { "Further epidural injections would be of no benefit.", "esi_il", "negated", NULL },
        { "He was referred for physical therapy, of which he attended 12 visits.", "pt", "performed", "performed" },
        { "PLAN: Repeat right occipital nerve block.", "peripheral_block", "planned", "recommended" },
        { "PLAN: He had relief after the repeat occipital nerve block.", "peripheral_block", "performed", "performed" },
        { "There was no benefit from the cervical ESI.", "esi_il", "performed", "performed" },
        { "An SI joint injection was of no benefit, and a caudal epidural helped.", "esi_il", "performed",
          "performed" },
        { "Neither the ESI nor the chiropractic care helped.", "chiro", "performed", "performed" },
        { "He was treated with PT but not with acupuncture.", "acu", "negated", NULL },
        { "He has a spinal cord stimulator, and the permanent stimulator helps.", "scs", "performed", "performed" },
        { "Medial branch blocks helped, and the second ablation was done in May.", "facet_rf", "performed",
          "performed" },
    };
    for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
        struct tried tried = try_plain (rows[i].text);
        struct mention *procedure = with (&tried, "procedure", "concept", rows[i].concept);
        g_test_message ("%s", rows[i].text);
        g_assert_nonnull (procedure);
        g_assert_cmpstr (mention_get (procedure, "status"), ==, rows[i].status);
        if (rows[i].stage != NULL)
            g_assert_cmpstr (mention_get (procedure, "stage"), ==, rows[i].stage);
        tried_free (&tried);
    }
    struct tried talk = try_plain ("The risks, benefits and alternatives to surgery were discussed.");
    g_assert_cmpuint (count (&talk, "procedure"), ==, 0);
    tried_free (&talk);
    static const char *const none[] = { "HAND SURGERY PROGRESS NOTE", "He had a cardiac ablation at the facet clinic.",
                                        "We talked about the knee replacement today.",
                                        "It was discontinued due to sedation." };
    for (gsize i = 0; i < G_N_ELEMENTS (none); i++) {
        struct tried tried = try_plain (none[i]);
        g_test_message ("%s", none[i]);
        g_assert_cmpuint (count (&tried, "procedure"), ==, 0);
        tried_free (&tried);
    }
}

/* The form "Request for Authorization" is no ablation, and the patient no therapist. */
static void
abbreviations (void)
{
    struct tried form = try_plain ("The RFA was received on 9/16/2014. Pt. states that pain is worse.");
    g_assert_cmpuint (count (&form, "procedure"), ==, 0);
    tried_free (&form);
    struct tried both = try_plain ("He had a cervical RFA and completed PT.");
    g_assert_nonnull (with (&both, "procedure", "concept", "facet_rf"));
    g_assert_nonnull (with (&both, "procedure", "concept", "pt"));
    tried_free (&both);
}

static void
medication (void)
{
    struct tried tried = try_plain ("MEDICATIONS: Norco 10/325 one p.o. q.i.d., Klonopin (clonazepam) 0.5mg qhs.");
    struct mention *norco = with (&tried, "medication", "name", "norco"),
                   *klonopin = with (&tried, "medication", "name", "klonopin");
    g_assert_cmpuint (count (&tried, "medication"), ==, 2);
    g_assert_cmpstr (mention_get (norco, "generic"), ==, "hydrocodone");
    g_assert_cmpstr (mention_get (norco, "strength"), ==, "10/325");
    g_assert_cmpstr (mention_get (klonopin, "strength"), ==, "0.5 mg");
    g_assert_cmpstr (mention_get (klonopin, "frequency"), ==, "qhs");
    tried_free (&tried);
}

/* That a test was done, or could not be, is no result; what it showed may stand behind that. */
static void
tests_without_result (void)
{
    static const char *const silent[] = {
        "Spurling's test was performed.",
        "Spurling's was not performed.",
        "Spurling's, Hoffmann's and Babinski were tested.",
        "We tested for Spurling's sign.",
        "Unable to perform straight leg raise.",
        "Cervical range of motion was assessed.",
        "Spurling's is equivocal.",
    };
    static const struct {
        const char *text, *concept, *polarity;
    } told[] = {
        { "Straight leg raise was performed bilaterally and was negative.", "slr", "negative" },
        { "I performed a Spurling's test, which was positive.", "spurling", "positive" },
        { "Spurling's and Hoffmann's were performed and negative.", "spurling", "negative" },
        { "Tinel's positive; Phalen's was done.", "tinel", "positive" },
        { "FABER was done in the supine position and reproduced pain.", "faber", "positive" },
    };
    for (gsize i = 0; i < G_N_ELEMENTS (silent); i++) {
        struct tried tried = try_plain (silent[i]);
        g_test_message ("%s", silent[i]);
        g_assert_cmpuint (count (&tried, "exam"), ==, 0);
        tried_free (&tried);
    }
    for (gsize i = 0; i < G_N_ELEMENTS (told); i++) {
        struct tried tried = try_plain (told[i].text);
        struct mention *exam = with (&tried, "exam", "concept", told[i].concept);
        g_test_message ("%s", told[i].text);
        g_assert_nonnull (exam);
        g_assert_cmpstr (mention_get (exam, "polarity"), ==, told[i].polarity);
        tried_free (&tried);
    }
    struct tried two = try_plain ("Tinel's positive; Phalen's was done.");
    g_assert_null (with (&two, "exam", "concept", "phalen"));
    tried_free (&two);
}

/* "Negative" behind a list is said of all of it only where the list ends with "and". */
static void
signs_of_a_list (void)
{
    struct tried one = try_plain ("Physical examination: Paravertebral muscle spasm, decreased ROM, SLR neg."),
                 all = try_plain ("Physical examination: Spurling, Hoffmann and Babinski negative.");
    g_assert_cmpstr (mention_get (with (&one, "exam", "concept", "spasm"), "polarity"), ==, "positive");
    g_assert_cmpstr (mention_get (with (&one, "exam", "concept", "slr"), "polarity"), ==, "negative");
    g_assert_cmpstr (mention_get (with (&all, "exam", "concept", "spurling"), "polarity"), ==, "negative");
    g_assert_cmpstr (mention_get (with (&all, "exam", "concept", "hoffmann"), "polarity"), ==, "negative");
    tried_free (&one);
    tried_free (&all);
}

/* What one note says twice is said once, at its fullest; not under another date, nor of another use. */
static void
drug_said_twice (void)
{
    struct tried once = try_plain ("Medications: Norco 10 mg twice a day.\nShe will continue Norco."),
                 dated = try_plain ("1/5/2015: takes Norco 10 mg.\n3/9/2015: takes Norco."),
                 allergic = try_plain ("She takes Motrin 800 mg.\nShe is allergic to Motrin."),
                 dye = try_plain ("Omnipaque 240 was injected. The dye spread was confirmed.");
    g_assert_cmpuint (count (&once, "medication"), ==, 1);
    g_assert_cmpstr (mention_get (nth (&once, "medication", 0), "strength"), ==, "10 mg");
    g_assert_cmpuint (count (&dated, "medication"), ==, 2);
    g_assert_cmpuint (count (&allergic, "medication"), ==, 2);
    g_assert_cmpuint (count (&dye, "medication"), ==, 1);
    tried_free (&once);
    tried_free (&dated);
    tried_free (&allergic);
    tried_free (&dye);
}

/* "Off" a drug is past use; "off work" says nothing of a drug. */
static void
off_a_drug (void)
{
    struct tried off = try_plain ("Sits 45 min, off hydrocodone, full duty."),
                 work = try_plain ("He is off work and takes Norco.");
    g_assert_cmpstr (mention_get (with (&off, "medication", "name", "hydrocodone"), "status"), ==, "past");
    g_assert_cmpstr (mention_get (with (&work, "medication", "name", "norco"), "status"), ==, "current");
    tried_free (&off);
    tried_free (&work);
}

/* A page that speaks of one therapy counts its visits; of two, the count is of neither. */
static void
visits_of_the_only_therapy (void)
{
    struct tried one = try_plain ("Referred to physical therapy.\nShe will be seen two times a week for four weeks."),
                 two =
                     try_plain ("Referred to physical therapy and acupuncture.\nSeen two times a week for four weeks.");
    g_assert_cmpstr (mention_get (nth (&one, "visits", 0), "treatment"), ==, "pt");
    struct tried own = try_plain ("Visits attended: 14 of 16.\nAquatic therapy x 4 visits.");
    g_assert_null (mention_get (nth (&two, "visits", 0), "treatment"));
    g_assert_null (mention_get (nth (&own, "visits", 0), "treatment")); /* aquatic therapy has its own count */
    tried_free (&one);
    tried_free (&two);
    tried_free (&own);
}

/* Counts in words, compound ones too. */
static void
counts_in_words (void)
{
    struct tried tried = try_plain ("He attended twenty-four visits of physical therapy.");
    g_assert_cmpfloat (record_number (nth (&tried, "visits", 0)->fields, "count_low", 0), ==, 24);
    tried_free (&tried);
}

/* "No ESI since 2013": one was done, on no day that is said; of a time that began with the injury there was none. */
static void
none_since (void)
{
    struct tried until = try_plain ("She has not had a lumbar ESI since 03/04/2013."),
                 never = try_plain ("She has not had a lumbar ESI since the injury of 03/04/2013."),
                 list = try_plain ("No acupuncture or chiropractic care since last fall.");
    const struct mention *esi = nth (&until, "procedure", 0);
    g_assert_cmpstr (mention_get (esi, "status"), ==, "performed");
    g_assert_null (mention_get (esi, "date"));
    g_assert_cmpstr (esi->context.temporality, ==, "historical");
    g_assert_cmpstr (mention_get (nth (&never, "procedure", 0), "status"), ==, "negated");
    g_assert_cmpstr (mention_get (with (&list, "procedure", "concept", "acu"), "status"), ==, "performed");
    g_assert_cmpstr (mention_get (with (&list, "procedure", "concept", "chiro"), "status"), ==, "performed");
    tried_free (&until);
    tried_free (&never);
    tried_free (&list);
}

/* Findings in a clinic's shorthand: the side before or behind, grades of both sides, values cut short. */
static void
shorthand (void)
{
    static const struct {
        const char *text, *concept, *value, *side, *polarity, *level;
    } rows[] = {
        { "L EHL 4+/5", "motor", "4+/5", "left", "positive", NULL },
        { "EHL 4/5 L.", "motor", "4/5", "left", "positive", NULL },
        { "Motor: 4-/5 R TA", "motor", "4-/5", "right", "positive", NULL },
        { "tib ant 5/5 bilat", "motor", "5/5", "bilateral", "normal", NULL },
        { "R C6 4+/5", "motor", "4+/5", "right", "positive", "[\"C6\"]" },
        { "Right arm: deltoid 5/5", "motor", "5/5", "right", "normal", NULL },
        { "Sens dec L5 L", "sensation", "limited", "left", "positive", "[\"L5\"]" },
        { "↓ LT R C6", "sensation", "limited", "right", "positive", "[\"C6\"]" },
        { "Sens int to LT", "sensation", "intact", NULL, "normal", NULL },
        { "Sens wnl", "sensation", "wnl", NULL, "normal", NULL },
        { "DTRs 1+ achilles L", "reflex", "1+", "left", "positive", NULL },
        { "AJ absent R.", "reflex", "absent", "right", "positive", NULL },
        { "DTRs symm.", "reflex", "symmetric", NULL, "normal", NULL },
        { "ROM L/S dec", "rom_lumbar", "limited", NULL, "positive", NULL },
        { "C/S ROM wnl", "rom_cervical", "wnl", NULL, "normal", NULL },
        { "SLR pos L at 40", "slr", NULL, "left", "positive", NULL },
        { "Spurling neg R.", "spurling", NULL, "right", "negative", NULL },
    };
    for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
        g_autofree char *text = g_strconcat ("Objective:\n", rows[i].text, NULL);
        struct tried tried = try_plain (text);
        struct mention *finding = with (&tried, "exam", "concept", rows[i].concept);
        g_test_message ("%s", rows[i].text);
        g_assert_nonnull (finding);
        g_assert_cmpstr (mention_get (finding, "value"), ==, rows[i].value);
        g_assert_cmpstr (mention_get (finding, "side"), ==, rows[i].side);
        g_assert_cmpstr (mention_get (finding, "polarity"), ==, rows[i].polarity);
        g_autofree char *level = cJSON_PrintUnformatted (cJSON_GetObjectItemCaseSensitive (finding->fields, "level"));
        g_assert_cmpstr (level, ==, rows[i].level != NULL ? rows[i].level : "null");
        tried_free (&tried);
    }
    struct tried both = try_plain ("Objective:\nquads L 4/5, R 5/5; TA 5/5 b/l"),
                 other = try_plain ("Objective:\nEHL 4/5 on the left, TA 5/5"),
                 roots = try_plain ("Objective:\nMotor: L4 5/5, L5 4/5"),
                 day = try_plain ("Had a TFESI at L5-S1 4/5/2015 and at L4 4/5.");
    const cJSON *root = cJSON_GetObjectItemCaseSensitive (with (&roots, "exam", "value", "4/5")->fields, "level");
    g_assert_cmpstr (cJSON_GetArrayItem (root, 0)->valuestring, ==, "L5");
    g_assert_cmpuint (count (&day, "exam"), ==, 0);
    tried_free (&roots);
    tried_free (&day);
    g_assert_cmpuint (count (&both, "exam"), ==, 3);
    g_assert_cmpuint (count (&both, "level"), ==, 0); /* "L 4/5" is a grade */
    g_assert_cmpstr (mention_get (with (&both, "exam", "side", "left"), "value"), ==, "4/5");
    g_assert_cmpstr (mention_get (with (&both, "exam", "side", "right"), "value"), ==, "5/5");
    g_assert_null (mention_get (with (&other, "exam", "value", "5/5"), "side")); /* the other muscle's */
    tried_free (&both);
    tried_free (&other);
}

/* Refused after it was recommended; what was done stays done, and another procedure's refusal is its own. */
static void
declined (void)
{
    struct tried refused = try_plain ("Lumbar epidural injections were recommended by Dr. Roe but he declined them."),
                 other = try_plain (
                     "He had an epidural injection in 2010, and a lumbar fusion was recommended but he declined it.");
    g_assert_cmpstr (mention_get (nth (&refused, "procedure", 0), "status"), ==, "negated");
    g_assert_cmpstr (mention_get (with (&other, "procedure", "concept", "esi_il"), "status"), ==, "performed");
    g_assert_cmpstr (mention_get (with (&other, "procedure", "concept", "fusion_l"), "status"), ==, "negated");
    tried_free (&refused);
    tried_free (&other);
}

/* The line that leads a list speaks for its items; capitals say what small letters say. */
static void
led (void)
{
    struct tried list = try_plain (
                     "I have recommended the following:1. Lumbar MRI to look for a cause.2. EMG of both legs."),
                 told =
                     try_plain ("I found the following:1. Lumbar MRI of 2/4/2015 with stenosis.2. EMG of both legs."),
                 capitals = try_plain ("THE MRI WAS PERFORMED, AS HE WISHED.");
    g_assert_cmpstr (mention_get (with (&list, "procedure", "concept", "mri"), "status"), ==, "planned");
    g_assert_cmpstr (mention_get (with (&list, "procedure", "concept", "emg_ncs"), "status"), ==, "planned");
    g_assert_cmpstr (mention_get (with (&told, "procedure", "concept", "emg_ncs"), "status"), ==, "performed");
    g_assert_cmpstr (mention_get (with (&capitals, "procedure", "concept", "mri"), "status"), ==, "performed");
    tried_free (&list);
    tried_free (&told);
    tried_free (&capitals);
}

static guint
planned (const struct tried *tried)
{
    guint n = 0;
    for (guint i = 0; i < tried->mentions->len; i++) {
        const struct mention *mention = g_ptr_array_index (tried->mentions, i);
        n += strcmp (mention->kind, "procedure") == 0 && g_strcmp0 (mention_get (mention, "status"), "planned") == 0;
    }
    return n;
}

/* What an operation's own report recommends and then does, or a study that was ordered and then read, is one event; another side,
 * another level, or an order of now is not. */
static void
announced (void)
{
    static const char *const report = "I recommended a left L4-5 discectomy.\nThe left L4-5 discectomy was performed.",
                             *const side =
                                 "I recommended a right L4-5 discectomy.\nThe left L4-5 discectomy was performed.",
                             *const level = "I recommended an L3-4 discectomy.\nThe L4-5 discectomy was performed.";
    struct tried same = try_class (report, "OP", "text", "good", NULL),
                 note = try_class (report, "PR2", "text", "good", NULL),
                 other_side = try_class (side, "OP", "text", "good", NULL),
                 other_level = try_class (level, "OP", "text", "good", NULL),
                 read = try_plain ("A lumbar MRI was ordered.\nThe lumbar MRI showed stenosis."),
                 now = try_plain ("I recommend a lumbar MRI.\nThe lumbar MRI showed stenosis.");
    g_assert_cmpuint (planned (&same), ==, 0);
    g_assert_cmpuint (planned (&note), ==, 1);
    g_assert_cmpuint (planned (&other_side), ==, 1);
    g_assert_cmpuint (planned (&other_level), ==, 1);
    g_assert_cmpuint (planned (&read), ==, 0);
    g_assert_cmpuint (planned (&now), ==, 1);
    tried_free (&same);
    tried_free (&note);
    tried_free (&other_side);
    tried_free (&other_level);
    tried_free (&read);
    tried_free (&now);
}

/* Radiofrequency of a ganglion is of no facet, unless the page names facets too. */
static void
ganglion_by_heat (void)
{
    struct tried one = try_plain ("Radiofrequency thermocoagulation.\nStellate ganglion RFTC was performed."),
                 two =
                     try_plain ("Radiofrequency ablation of the facet nerves.\nStellate ganglion RFTC was performed.");
    g_assert_null (with (&one, "procedure", "concept", "facet_rf"));
    g_assert_nonnull (with (&one, "procedure", "concept", "sympathetic_block"));
    g_assert_nonnull (with (&two, "procedure", "concept", "facet_rf"));
    tried_free (&one);
    tried_free (&two);
}

/* The bare "epidural" in the report of a transforaminal injection is that injection; an earlier one, or one by another way, is not. */
static void
epidural_of_the_report (void)
{
    static const char *const report =
        "PROCEDURE PERFORMED: Left L5-S1 transforaminal epidural steroid injection.\n"
        "The risks of the injection were explained. An epidural steroid injection was performed.";
    g_autofree char *before =
        g_strconcat (report, "\nAn interlaminar epidural steroid injection was performed on 3/2/2014.", NULL);
    struct tried operation = try_class (report, "OP", "text", "good", NULL),
                 note = try_class (report, "PR2", "text", "good", NULL),
                 earlier = try_class (before, "OP", "text", "good", NULL);
    g_assert_nonnull (with (&operation, "procedure", "concept", "esi_tf"));
    g_assert_null (with (&operation, "procedure", "concept", "esi_il"));
    g_assert_nonnull (with (&note, "procedure", "concept", "esi_il")); /* a visit may tell of two */
    g_assert_nonnull (with (&earlier, "procedure", "concept", "esi_il"));
    tried_free (&operation);
    tried_free (&note);
    tried_free (&earlier);
}

/* A drug that a laboratory looked for is none that is taken. */
static void
analytes (void)
{
    struct tried lab = try_class (
                     "Hydrocodone POSITIVE 50 ng/mL\nOxycodone NEGATIVE 50 ng/mL\nPrescribed: Norco 10/325 mg", "LAB",
                     "text", "good", NULL),
                 note = try_plain ("UDS was positive for oxycodone. He takes Norco 10/325 mg three times a day."),
                 effect = try_plain ("He takes Norco with positive effect on function.");
    g_assert_cmpuint (count (&lab, "medication"), ==, 1);
    g_assert_cmpstr (mention_get (nth (&lab, "medication", 0), "strength"), ==, "10/325 mg");
    g_assert_cmpuint (count (&note, "medication"), ==, 1);
    g_assert_cmpuint (count (&effect, "medication"), ==, 1);
    tried_free (&lab);
    tried_free (&note);
    tried_free (&effect);
}

/* The nerve block under which a shoulder was operated on is no treatment; one in a clinic is. "Operation:" of an injection's report is
 * no surgical history, and its day is that of a procedure. */
static void
report_of_a_procedure (void)
{
    struct tried operation = try_class ("PROCEDURE: Right shoulder arthroscopic rotator cuff repair.\n"
                                        "ANESTHESIA: General with interscalene block.",
                                        "OP", "text", "good", NULL),
                 clinic = try_plain ("A suprascapular nerve block was performed today."),
                 injection = try_class ("Date of operation: 12/2/2015\nOperation: Right C4 and C5 medial branch blocks",
                                        "OP", "text", "good", "2015-12-02"),
                 surgery = try_class ("Date of operation: 12/2/2015\nOperation: L4-5 laminectomy", "OP", "text", "good",
                                      "2015-12-02");
    g_assert_null (with (&operation, "procedure", "concept", "peripheral_block"));
    g_assert_nonnull (with (&clinic, "procedure", "concept", "peripheral_block"));
    g_assert_cmpstr (mention_get (nth (&injection, "date", 0), "role"), ==, "procedure");
    g_assert_cmpstr (nth (&injection, "procedure", 0)->context.temporality, ==, "current");
    g_assert_cmpstr (mention_get (nth (&surgery, "date", 0), "role"), ==, "surgery");
    tried_free (&operation);
    tried_free (&clinic);
    tried_free (&injection);
    tried_free (&surgery);
}

/* The side of a finding: of its own words, not of the other limb's; else of the heading over it. */
static void
sides_of_findings (void)
{
    struct tried both = try_plain ("Right triceps strength 4/5, left 5/5. Triceps reflex is 1+ bilaterally."),
                 knees = try_plain (
                     "OBJECTIVE:\nRIGHT KNEE: Effusion is present. McMurray positive. Stable to varus and valgus "
                     "stress.\nLEFT KNEE: Lachman negative.\nLUMBAR: SLR negative.");
    g_assert_cmpstr (mention_get (with (&both, "exam", "concept", "motor"), "side"), ==, "right");
    g_assert_cmpstr (mention_get (with (&both, "exam", "concept", "reflex"), "side"), ==, "bilateral");
    g_assert_cmpstr (mention_get (with (&knees, "exam", "concept", "mcmurray"), "side"), ==, "right");
    g_assert_cmpstr (mention_get (with (&knees, "exam", "concept", "collateral_stress"), "polarity"), ==, "negative");
    g_assert_cmpstr (mention_get (with (&knees, "exam", "concept", "lachman"), "side"), ==, "left");
    g_assert_null (mention_get (with (&knees, "exam", "concept", "slr"), "side"));
    /* "right negative, left positive": one finding a side, not one without a side that is negative */
    static const char *const told[] = {
        "SLR: right negative, left positive at 45 degrees.", "SLR L pos at 60, R neg.",
        "Straight leg raise is positive on the left at 40 degrees and negative on the right."
    };
    for (gsize i = 0; i < G_N_ELEMENTS (told); i++) {
        struct tried slr = try_plain (told[i]);
        g_assert_cmpuint (count (&slr, "exam"), ==, 2);
        g_assert_cmpstr (mention_get (with (&slr, "exam", "side", "left"), "polarity"), ==, "positive");
        g_assert_cmpstr (mention_get (with (&slr, "exam", "side", "right"), "polarity"), ==, "negative");
        tried_free (&slr);
    }
    struct tried one = try_plain ("SLR is positive on the left.");
    g_assert_cmpuint (count (&one, "exam"), ==, 1);
    tried_free (&one);
    tried_free (&both);
    tried_free (&knees);
}

/* A finding is at the level of its list, not at the root that it touches; an injection is where its muscles are; a drug that did not
 * help is not taken. */
static void
places_and_drugs (void)
{
    struct tried mri = try_class (
                     "MRI LUMBAR SPINE\nFINDINGS: L4-5: 3 mm left paracentral protrusion contacting the left L5 root.",
                     "IMG", "text", "good", NULL),
                 points =
                     try_class ("Procedure: Trigger point injections x3, bilateral trapezius and levator scapulae.",
                                "OP", "text", "good", NULL),
                 drugs = try_plain (
                     "Etodolac did not help. Cyclobenzaprine caused drowsiness and was discontinued. She takes Norco.");
    g_autofree char *level = joined (nth (&mri, "imaging", 0), "level");
    g_assert_cmpstr (level, ==, "L4-5");
    g_assert_cmpstr (mention_get (with (&points, "procedure", "concept", "tpi"), "region"), ==, "cervical");
    g_assert_cmpstr (mention_get (with (&drugs, "medication", "generic", "etodolac"), "status"), ==, "past");
    g_assert_cmpstr (mention_get (with (&drugs, "medication", "generic", "cyclobenzaprine"), "status"), ==, "past");
    g_assert_cmpstr (mention_get (with (&drugs, "medication", "generic", "hydrocodone"), "status"), ==, "current");
    tried_free (&mri);
    tried_free (&points);
    tried_free (&drugs);
}

/* What the patient can do is the opioid's even where another line says more of the drug, and never a drug's of which there is less. */
static void
function_of_a_drug (void)
{
    struct tried opioid = try_plain ("Continue Norco 10/325 TID. With Norco he is able to work his regular shift."),
                 less = try_plain (
                     "She had L4-5 RFA on 4/14/2015 with 70% relief for 9 months. During this period she decreased her "
                     "Norco use and she was able to walk farther.");
    g_assert_cmpstr (mention_get (nth (&opioid, "function", 0), "treatment"), ==, "opioid");
    g_assert_cmpuint (count (&opioid, "medication"), ==, 1);
    g_assert_cmpstr (mention_get (nth (&less, "function", 0), "treatment"), ==, "facet_rf");
    tried_free (&opioid);
    tried_free (&less);
}

/* "From 8/10 to 2/10" is no range; "after the ablation" is of the one ablation that was done. */
static void
scores_before_and_after (void)
{
    struct tried fall = try_plain ("Pain down from 8/10 to 2/10."), range = try_plain ("Pain is 6/10 to 8/10."),
                 named = try_plain ("She had lumbar radiofrequency ablation and a TFESI. After the ablation: 2/10."),
                 neither = try_plain ("She had an ESI and a TFESI. After the injection: 2/10.");
    g_assert_cmpuint (count (&fall, "pain_score"), ==, 2);
    g_assert_cmpstr (mention_get (nth (&fall, "pain_score", 0), "when"), ==, "before");
    g_assert_cmpstr (mention_get (nth (&fall, "pain_score", 1), "when"), ==, "after");
    g_assert_cmpuint (count (&range, "pain_score"), ==, 1);
    g_assert_cmpstr (mention_get (nth (&named, "pain_score", 0), "treatment"), ==, "facet_rf");
    g_assert_null (mention_get (nth (&neither, "pain_score", 0), "treatment"));
    tried_free (&fall);
    tried_free (&range);
    tried_free (&named);
    tried_free (&neither);
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/bind/head", head);
    g_test_add_func ("/bind/several-dates", several_dates);
    g_test_add_func ("/bind/kept-apart", kept_apart);
    g_test_add_func ("/bind/status", status);
    g_test_add_func ("/bind/abbreviations", abbreviations);
    g_test_add_func ("/bind/medication", medication);
    g_test_add_func ("/bind/signs-of-a-list", signs_of_a_list);
    g_test_add_func ("/bind/tests-without-result", tests_without_result);
    g_test_add_func ("/bind/drug-said-twice", drug_said_twice);
    g_test_add_func ("/bind/off-a-drug", off_a_drug);
    g_test_add_func ("/bind/visits-of-the-only-therapy", visits_of_the_only_therapy);
    g_test_add_func ("/bind/counts-in-words", counts_in_words);
    g_test_add_func ("/bind/declined", declined);
    g_test_add_func ("/bind/led", led);
    g_test_add_func ("/bind/announced", announced);
    g_test_add_func ("/bind/ganglion-by-heat", ganglion_by_heat);
    g_test_add_func ("/bind/epidural-of-the-report", epidural_of_the_report);
    g_test_add_func ("/bind/analytes", analytes);
    g_test_add_func ("/bind/report-of-a-procedure", report_of_a_procedure);
    g_test_add_func ("/bind/sides-of-findings", sides_of_findings);
    g_test_add_func ("/bind/function-of-a-drug", function_of_a_drug);
    g_test_add_func ("/bind/places-and-drugs", places_and_drugs);
    g_test_add_func ("/bind/scores-before-and-after", scores_before_and_after);
    g_test_add_func ("/bind/none-since", none_since);
    g_test_add_func ("/bind/shorthand", shorthand);
    return g_test_run ();
}
