#include "stages/report/document.h"

#include "common/record.h"
#include "stages/report/evidence.h"
#include "stages/report/html.h"
#include "stages/report/sections.h"

/* Dark on light and light on dark both keep a contrast of 4.5 or more for text (WCAG 2.1 AA). */
static const char STYLE[]
    = ":root{color-scheme:light dark;--ink:#1b1f24;--paper:#fff;--line:#c9d1d9;--soft:#57606a;--link:#0550ae;"
      "--met:#116329;--met-bg:#dafbe1;--not:#a40e26;--not-bg:#ffebe9;--doc:#7a4b00;--doc-bg:#fff3cf;--na:#424a53;"
      "--na-bg:#eaeef2}"
      "@media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--paper:#0d1117;--line:#3d444d;--soft:#9da7b1;--link:#79b8ff;"
      "--met:#7ee787;--met-bg:#12261e;--not:#ffa198;--not-bg:#31171a;--doc:#f2cc60;--doc-bg:#2e2306;--na:#c9d1d9;"
      "--na-bg:#262c36}}"
      "*{box-sizing:border-box}body{margin:0 auto;max-width:72rem;padding:1.5rem;font:16px/1.5 'DejaVu Sans',"
      "'Liberation Sans',Arial,sans-serif;color:var(--ink);background:var(--paper)}"
      "h1{font-size:1.6rem;margin:0}h2{font-size:1.25rem;margin:2.2rem 0 .6rem;border-bottom:1px solid var(--line);"
      "padding-bottom:.3rem}h3{font-size:1.05rem;margin:1.4rem 0 .4rem}p{margin:.3rem 0}"
      ".banner{border:2px solid var(--doc);background:var(--doc-bg);color:var(--doc);padding:.4rem .8rem;margin:.8rem 0;"
      "font-weight:bold}nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;padding:0;margin:.6rem 0}"
      "a{color:var(--link)}table{border-collapse:collapse;width:100%;margin:.4rem 0}"
      "caption{text-align:left;color:var(--soft);font-size:.9rem;padding:.2rem 0}"
      "th,td{border:1px solid var(--line);padding:.4rem .55rem;text-align:left;vertical-align:top}"
      "thead th{background:var(--na-bg)}tbody th{white-space:nowrap}td.date,td.number{white-space:nowrap}"
      "dl{display:grid;grid-template-columns:max-content 1fr;gap:.1rem 1rem;margin:.4rem 0}dt{color:var(--soft)}dd{margin:0}"
      ".none,.note,.place,.zone{color:var(--soft);font-size:.9rem}.source{color:var(--doc);font-size:.9rem}"
      ".request{border:1px solid var(--line);border-radius:6px;padding:.2rem 1rem .8rem;margin:.8rem 0}"
      ".draft{font-size:1.1rem}.badge{display:inline-block;padding:.05rem .55rem;border-radius:1rem;font-weight:bold;"
      "white-space:nowrap;color:var(--na);background:var(--na-bg)}"
      ".badge.met,.badge.overturned{color:var(--met);background:var(--met-bg)}"
      ".badge.not_met,.badge.upheld{color:var(--not);background:var(--not-bg)}"
      ".badge.not_documented,.badge.partially_overturned,.badge.needs_human{color:var(--doc);background:var(--doc-bg)}"
      ".quotes{margin:0;padding-left:1.1rem}.findings>li{margin:.5rem 0}.severity{text-transform:capitalize}"
      ".severity.critical,.severity.major{color:var(--not)}tr.candidate td{border-style:dashed;font-style:italic}"
      ".evidence{list-style:none;padding:0}.evidence li{padding:.3rem .4rem;border-bottom:1px solid var(--line)}"
      "details{display:inline-block;margin-left:.5rem;font-size:.9rem}details p{max-width:60rem}mark{background:var(--doc-bg);"
      "color:inherit;font-weight:bold}"
      ".evidence li:target{background:var(--doc-bg)}.id{font-family:monospace;color:var(--soft)}"
      "@media print{body{max-width:none;padding:0;font-size:11pt}nav{display:none}tr,article{break-inside:avoid}"
      "thead{display:table-header-group}a{color:inherit;text-decoration:none}}"
      "@media(max-width:44rem){body{padding:.8rem}table{display:block;overflow-x:auto}}";

/* The style's hash for the Content-Security-Policy: nothing else on the page may style or run. */
static char *
style_hash (void)
{
    g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
    g_checksum_update (checksum, (const guchar *) STYLE, sizeof STYLE - 1);
    guint8 digest[32];
    gsize length = sizeof digest;
    g_checksum_get_digest (checksum, digest, &length);
    return g_base64_encode (digest, length);
}

static void
add_head (GString *out, const char *title)
{
    g_autofree char *hash = style_hash ();
    html_raw (out, "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n");
    html_rawf (out,
               "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-%s'; "
               "base-uri 'none'; form-action 'none'\">\n",
               hash);
    html_raw (out, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
    html_attribute (out, title);
    html_rawf (out, "</title>\n<style>%s</style></head>\n<body>\n<header><h1>", STYLE);
    html_attribute (out, title);
    html_raw (out, "</h1>\n<p class=\"banner\">Draft for physician review. It decides nothing.</p>\n"
                   "<nav aria-label=\"Sections\"><ul><li><a href=\"#request\">Request</a></li>"
                   "<li><a href=\"#criteria-1\">Criteria</a></li><li><a href=\"#findings\">Findings</a></li>"
                   "<li><a href=\"#chronology\">Chronology</a></li><li><a href=\"#facts\">Records</a></li>"
                   "<li><a href=\"#documents\">Documents</a></li><li><a href=\"#evidence\">Evidence</a></li></ul></nav>\n"
                   "</header>\n<main>\n");
}

GString *
document_new (const cJSON *report_case, const char *title, const struct pages *pages, GError **error)
{
    if (!record_string (report_case, "case_key") || !cJSON_IsObject (record_get (report_case, "assessment"))) {
        g_set_error (error, RECORD_ERROR, RECORD_ERROR_BROKEN, "the input is not a case that case-check has checked");
        return NULL;
    }
    g_autoptr (evidence_t) evidence = evidence_new (report_case);
    GString *out = g_string_new (NULL);
    const struct report report = { .json = report_case, .evidence = evidence, .out = out };
    add_head (out, title);
    section_summary (&report);
    section_criteria (&report);
    section_findings (&report);
    section_chronology (&report);
    section_facts (&report);
    section_documents (&report);
    evidence_list (report_case, pages, out);
    section_run (&report);
    html_raw (out, "</main>\n</body></html>\n");
    return out;
}
