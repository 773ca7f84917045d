/* Whether a text layer is believed: records of every kind are, what only looks like text is not. */
#include "stages/text/layer.h"

static const char prose[] =
    "The patient is a 47-year-old male who was injured on 06/11/2007 while lifting. He reports constant neck pain, "
    "8/10, with\n"
    "radiation into the left arm. Prior radiofrequency of C3, C4, C5 gave 60% relief for eight months. Gabapentin 300 "
    "mg tid.\n"
    "On exam range of motion is limited, facet loading is positive on the left, and strength is 5/5 in all groups.\n";

/* What a font without a mapping of its glyphs leaves: each letter another one. */
static char *
shifted (const char *text, int by)
{
    char *copy = g_strdup (text);
    for (char *at = copy; *at; at++)
        if (g_ascii_islower (*at))
            *at = (char) ('a' + (*at - 'a' + by) % 26);
        else if (g_ascii_isupper (*at))
            *at = (char) ('A' + (*at - 'A' + by) % 26);
    return copy;
}

static void
test_believed (void)
{
    g_assert_null (layer_distrust (""));
    g_assert_null (layer_distrust ("Page 2 of 5"));
    g_assert_null (layer_distrust (prose));
    g_assert_null (
        layer_distrust ("L4-5 L5-S1 C3-4 64633 64634 x2 721.0 M47.812 97110 97140 99214 72141 62321 J3301 01/02/2014 "
                        "03/04/2014 BP 120/80 HR 72 RR 16 T 98.6 Wt 180 lb Ht 70 in BMI 25.8 SpO2 98% MTUS ACOEM ODG "
                        "PR-2 RFA UR IMR DWC CPT ICD-9 NSAIDs HNP DDD MRI CT EMG NCV ROM SLR PT OT"));
    g_assert_null (layer_distrust (
        "La paciente refiere dolor lumbar constante desde el accidente de trabajo y no ha mejorado con la "
        "terapia física que recibió durante los últimos seis meses en la clínica de la ciudad."));
    g_assert_null (
        layer_distrust ("Findings . . . . . . . . . . . . . . . . . . 3\nPlan . . . . . . . . . . . . . . . . . . . 4\n"
                        "Name ____ ____ ____ ____ ____ ____ ____ ____ Date ____ ____ ____ ____"));
    g_assert_null (
        layer_distrust ("\xef\x82\xb7 first item of the list\n\xef\x82\xb7 second item\n\xef\x82\xb7 third item\n"));
}

static void
test_distrusted (void)
{
    for (int by = 1; by < 26; by++) {
        g_autofree char *text = shifted (prose, by);
        g_assert_nonnull (layer_distrust (text));
    }
    g_assert_nonnull (layer_distrust ("\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd \xef\xbf\xbd\xef\xbf\xbd some words"));
    g_assert_nonnull (layer_distrust ("\xee\x80\x81\xee\x80\x82\xee\x80\x83 \xee\x80\x84\xee\x80\x85"));
    g_assert_nonnull (
        layer_distrust ("~| .,;' l|I ;:~ ^^ |_| ,,.. '' {}| ~~; l;l' .|. ;; ~l| ^;^ ., |; '~ .;| ,~, |^| ;' .l; ~. ,;~ "
                        "|~ ;.; l,| ''; ^. ~;, |.| ;~; ,'. |; ^~ .|; '~' ;,; |l~ ..^ ,|, ;'; ~~| ^,^ .;."));
    g_assert_nonnull (layer_distrust (
        "Thx pqtnt ws sn tdy wth bck pn nd lg pn tht bgn lst yr nd hs nt gttn bttr wth thrpy r rst r mdctn nd "
        "th plnd prcdr s nt yt schdld"));
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/layer/believed", test_believed);
    g_test_add_func ("/layer/distrusted", test_distrusted);
    return g_test_run ();
}
