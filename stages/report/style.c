#include "stages/report/style.h"

#include <glib.h>
#include <string.h>

#include "stages/report/carry.h"
#include "stages/report/review.h"

/* Dark on light and light on dark both keep a contrast of 4.5 or more for text (WCAG 2.1 AA). On a wide screen the pages
 * stand beside the report, each side scrolling by itself, so that a quote opens its page and the place in the report stays. */
const char STYLE[] =
    ":root{color-scheme:light dark;--ink:#1b1f24;--paper:#fff;--line:#c9d1d9;--soft:#57606a;--link:#0550ae;"
    "--met:#116329;--met-bg:#dafbe1;--not:#a40e26;--not-bg:#ffebe9;--doc:#7a4b00;--doc-bg:#fff3cf;--na:#424a53;"
    "--na-bg:#eaeef2;--hit:#d1242f}"
    "@media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--paper:#0d1117;--line:#3d444d;--soft:#9da7b1;--link:#"
    "79b8ff;"
    "--met:#7ee787;--met-bg:#12261e;--not:#ffa198;--not-bg:#31171a;--doc:#f2cc60;--doc-bg:#2e2306;--na:#c9d1d9;"
    "--na-bg:#262c36}}"
    "*{box-sizing:border-box}body{margin:0;font:16px/1.5 'DejaVu Sans','Liberation Sans',Arial,sans-serif;"
    "color:var(--ink);background:var(--paper)}.report{max-width:76rem;margin:0 auto;padding:1.2rem 1.5rem}"
    "h1{font-size:1.5rem;margin:0}h2{font-size:1.25rem;margin:2rem 0 .6rem;border-bottom:1px solid var(--line);"
    "padding-bottom:.3rem}h3{font-size:1.05rem;margin:1.2rem 0 .4rem}p{margin:.3rem 0}"
    ".banner{border-left:.4rem solid var(--doc);background:var(--doc-bg);color:var(--doc);padding:.25rem .8rem;"
    "margin:.6rem 0;font-weight:bold}nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:.2rem 1.1rem;padding:0;"
    "margin:.4rem 0}a{color:var(--link)}table{border-collapse:collapse;width:100%;margin:.4rem 0}"
    "caption{text-align:left;color:var(--soft);font-size:.9rem;padding:.2rem 0}"
    "th,td{border:1px solid var(--line);padding:.35rem "
    ".5rem;text-align:left;vertical-align:top;overflow-wrap:break-word}q,.place{overflow-wrap:anywhere}"
    "thead th{background:var(--na-bg);overflow-wrap:normal}td.date,td.number,tbody th{white-space:nowrap}"
    "dl{display:grid;grid-template-columns:max-content 1fr;gap:.1rem 1rem;margin:.4rem "
    "0}dt{color:var(--soft)}dd{margin:0}"
    ".none,.note,.place,.zone{color:var(--soft);font-size:.9rem}.source{color:var(--doc);font-size:.9rem}"
    ".at-a-glance{font-size:1.05rem;margin:.6rem 0}.request{border:1px solid var(--line);border-radius:6px;"
    "padding:.2rem 1rem .8rem;margin:.8rem 0}.request h3{font-size:1.15rem}.request h4{font-size:1rem;margin:.8rem 0 "
    ".2rem}"
    ".request ul{margin:.2rem 0;padding-left:1.2rem}.deciding li{margin:.25rem 0}.deciding .note{display:block}"
    ".draft{font-size:1.1rem}.badge{display:inline-block;padding:.05rem .55rem;border-radius:1rem;font-weight:bold;"
    "white-space:nowrap;color:var(--na);background:var(--na-bg)}"
    ".badge.met,.badge.overturned{color:var(--met);background:var(--met-bg)}"
    ".badge.not_met,.badge.upheld{color:var(--not);background:var(--not-bg)}"
    ".badge.not_documented,.badge.partially_overturned,.badge.needs_human{color:var(--doc);background:var(--doc-bg)}"
    ".value.low{text-decoration:underline wavy "
    "var(--doc)}.process{font-size:.9rem}.cure{display:block;font-size:.9rem;margin:.1rem "
    "0}.legend{font-size:.85rem;color:var(--soft);margin:.3rem 0}"
    ".more summary,.all>summary{cursor:pointer;font-size:.9rem;color:var(--link)}td .quotes{list-style:none;padding:0}"
    "td .quotes li{margin:0 0 .15rem}.facts td:first-child{width:22%}.facts td:nth-child(2){width:24%}"
    ".quotes{margin:0;padding-left:1.1rem}.findings>li{margin:.5rem 0}.severity{text-transform:capitalize}"
    ".severity.critical,.severity.major{color:var(--not)}tr.candidate td{border-style:dashed;font-style:italic}"
    "q.low{text-decoration:underline wavy var(--doc)}q.human{font-family:'DejaVu Serif','Liberation Serif',serif;"
    "font-style:italic}.how{font-size:.8rem;color:var(--soft);border:1px solid var(--line);border-radius:4px;padding:0 "
    ".3rem}"
    ".how.human{color:inherit;border-style:double;border-width:3px}.how.read{border-style:dashed}.how.low{color:var(--"
    "doc);"
    "border-color:var(--doc)}"
    ".evidence{list-style:none;padding:0}.evidence li{padding:.3rem .4rem;border-bottom:1px solid var(--line)}"
    ".evidence details{display:inline-block;margin-left:.5rem;font-size:.9rem}details p{max-width:60rem}"
    "mark{background:var(--doc-bg);color:inherit;font-weight:bold}.anchor:target+mark{outline:3px solid var(--hit)}"
    ".evidence li:target{background:var(--doc-bg)}.id{font-family:monospace;color:var(--soft)}"
    ".criteria th:nth-child(2){width:27%}.criteria th:nth-child(3){width:19%}.criteria th:nth-child(4){width:42%}"
    "main>section{content-visibility:auto;contain-intrinsic-size:auto "
    "40rem}.page{scroll-margin-top:-30vh}.tools{display:flex;flex-wrap:wrap;gap:.4rem "
    "1rem;align-items:center;margin:.5rem "
    "0}.tools[hidden]{display:none}"
    "input,select,button{font:inherit;color:inherit;background:var(--paper);border:1px solid "
    "var(--soft);border-radius:4px;"
    "padding:.15rem .4rem;max-width:100%}:focus-visible{outline:3px solid var(--link);outline-offset:1px}"
    "#pages{padding:1.2rem 1.5rem;max-width:60rem;margin:0 auto}.page{margin:0 0 1.5rem;content-visibility:auto;"
    "contain-intrinsic-size:auto 60rem}.page[hidden]{display:none}"
    "figcaption{display:flex;flex-wrap:wrap;gap:.1rem .8rem;align-items:baseline;padding:.3rem "
    "0}.ways{margin-left:auto}"
    ".sheet{position:relative;border:1px solid var(--line);background:#fff;overflow:hidden}.sheet img{display:block;"
    "width:100%;height:auto}.sheet svg{position:absolute;left:0;top:0;width:100%;height:100%;mix-blend-mode:multiply}"
    ".mark rect{fill:#ffe9a8;stroke:none}.mark rect.low{stroke:#9a6700;stroke-dasharray:3 2}"
    ".mark:target rect{fill:#ffc933;stroke:#d1242f;stroke-width:1.5}"
    ".turned1{transform:rotate(90deg) scale(.77)}.turned2{transform:rotate(180deg)}.turned3{transform:rotate(270deg) "
    "scale(.77)}"
    ".text{white-space:pre-wrap;overflow-wrap:anywhere;border:1px solid var(--line);padding:.6rem;font-size:.9rem}"
    ".failed{color:var(--doc);background:var(--doc-bg);padding:.3rem .6rem}.skip{position:absolute;left:-99rem}"
    ".skip:focus{left:.5rem;top:.5rem;background:var(--paper);padding:.3rem}"
    "@media screen and (min-width:75rem){html,body.paged{height:100%}body.paged{display:grid;"
    "grid-template-columns:minmax(0,1.25fr) minmax(0,1fr);overflow:hidden}body.paged>.report,body.paged>#pages{"
    "height:100vh;overflow:auto;scroll-padding-top:35vh;margin:0;max-width:none}body.paged>.report{scroll-padding-top:"
    "1rem}"
    "body.paged>#pages{border-left:1px solid var(--line);background:var(--na-bg);padding-top:.6rem}}"
    "@media print{body{font-size:10.5pt}.report{max-width:none;padding:0}nav,#pages,.tools,.skip,.evidence "
    "details,.all{"
    "display:none}tr,.deciding li,.findings>li{break-inside:avoid}tbody "
    "tr:first-child{break-before:avoid}table{width:99.5%}h2,h3{break-after:avoid}thead{display:table-header-group}"
    "a{color:inherit;text-decoration:none}}"
    "@media(max-width:44rem){.report,#pages{padding:.8rem}table{display:block;overflow-x:auto}}";

CARRY (SCRIPT, "stages/report/report.js");

static char *
hash_of (const char *text)
{
    g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
    g_checksum_update (checksum, (const guchar *) text, (gssize) strlen (text));
    guint8 digest[32];
    gsize length = sizeof digest;
    g_checksum_get_digest (checksum, digest, &length);
    return g_base64_encode (digest, length);
}

char *
style_policy (void)
{
    g_autofree char *all_style = g_strconcat (STYLE, REVIEW_STYLE, NULL);
    g_autofree char *all_script = g_strconcat (SCRIPT, REVIEW_SCRIPT, NULL);
    g_autofree char *style = hash_of (all_style), *script = hash_of (all_script);
    return g_strdup_printf ("default-src 'none'; style-src 'sha256-%s'; script-src 'sha256-%s'; img-src 'self' data:; "
                            "base-uri 'none'; form-action 'none'",
                            style, script);
}
