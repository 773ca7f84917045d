/* Pages in other languages are told from English ones, from forms in two languages and from what is no prose. */
#include "common/language.h"

static void
test_other (void)
{
    g_assert_cmpstr (
        language_other (
            "La paciente refiere dolor lumbar constante desde el accidente de trabajo y no ha mejorado con la "
            "terapia física que recibió durante los últimos seis meses en la clínica de la ciudad."),
        ==, "Spanish");
    g_assert_cmpstr (
        language_other (
            "LA PACIENTE REFIERE DOLOR LUMBAR CONSTANTE DESDE EL ACCIDENTE DE TRABAJO Y NO HA MEJORADO CON LA "
            "TERAPIA FÍSICA QUE RECIBIÓ DURANTE LOS ÚLTIMOS SEIS MESES EN LA CLÍNICA."),
        ==, "Spanish");
    g_assert_cmpstr (
        language_other ("Ang pasyente ay may sakit sa likod na nagsimula noong siya ay nahulog sa trabaho. Hindi siya "
                        "makatulog sa gabi at ang mga gamot ay hindi na tumutulong sa kanyang sakit."),
        ==, "Tagalog");
    g_assert_cmpstr (
        language_other (
            "Bệnh nhân bị đau lưng và không thể ngủ được trong đêm. Cơn đau này đã có từ một năm và các thuốc "
            "không giúp cho người bệnh."),
        ==, "Vietnamese");
    g_assert_cmpstr (language_other ("Пациент жалуется на боль в пояснице, которая началась после падения на работе."),
                     ==, "Russian or a language like it");
    g_assert_cmpstr (language_other ("患者自诉腰痛一年余工作时跌倒后开始疼痛夜间不能入睡服用药物后未见好转行走困难坐位"
                                     "时疼痛加重需要继续治疗和休息"),
                     ==, "Chinese or Japanese");
}

static void
test_none (void)
{
    g_assert_null (language_other (""));
    g_assert_null (language_other ("El Monte, Los Angeles, La Puente, Las Vegas, San Juan de la Cruz"));
    g_assert_null (language_other (
        "The patient was seen at the El Camino clinic in Los Angeles by Dr. de la Cruz. She has had pain of the "
        "lower back for six months and was referred to physical therapy, which was of no help."));
    g_assert_null (language_other (
        "Name of the patient / Nombre de la paciente. Date of the injury / Fecha del accidente. Describe how it "
        "happened and which parts of the body are hurt / Describa cómo ocurrió y las partes del cuerpo que "
        "están lastimadas. This form is to be filled in by the worker / Este formulario es para el trabajador."));
    g_assert_null (language_other (
        "L4-5 L5-S1 C3-4 64633 64634 x2 721.0 M47.812 97110 97140 PR-2 RFA UR IMR DWC CPT NSAIDs HNP DDD MRI CT "
        "EMG NCV ROM SLR PT OT BP HR RR Wt Ht BMI a b c d e f g h i j k l m n o p"));
    g_assert_null (language_other (
        "Pain μ-opioid 5 µg; α, β and γ; the patient takes Ω-3 as well, and was told of it by her doctor."));
}

int
main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/language/other", test_other);
    g_test_add_func ("/language/none", test_none);
    return g_test_run ();
}
