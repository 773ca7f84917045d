#include "stages/check/items.h"

/* Places are ordered by page and then by character. Headings of two items with next to nothing between them are a list. */
#define PLACE "page * 10000000 + "
#define LIST_GAP "40"

static const char SAID_OF_IT[] =
    "WITH named AS ("
    " SELECT m.request, CASE WHEN m.at = 'conclusion' THEN 0 ELSE 1 END AS heads, m.at <> 'rationale_head' AS lists, "
    "e.document,"
    "  e." PLACE "e.start AS place, e." PLACE "e.stop AS stop"
    " FROM request_mention m JOIN evidence e ON e.id = m.evidence JOIN document d ON d.id = e.document AND d.class = "
    "'IMR_FDL'"
    " WHERE m.at IN ('issue_line', 'issue line', 'rationale_head', 'conclusion')),"
    "head AS ("
    " SELECT request, document, place, lists AND EXISTS (SELECT 1 FROM named o WHERE o.heads AND o.lists AND "
    "o.document = n.document"
    "  AND o.request <> n.request AND (n.place - o.stop BETWEEN 0 AND " LIST_GAP
    " OR o.place - n.stop BETWEEN 0 AND " LIST_GAP ")) AS listed FROM named n WHERE heads),"
    "said AS ("
    " SELECT f.fact, e.id AS evidence, e.document, e." PLACE
    "e.start AS place FROM evidence e JOIN document d ON d.id = e.document"
    "  AND d.class = 'IMR_FDL' LEFT JOIN fact_evidence f ON f.evidence = e.id"
    " WHERE (:fact <> '' AND f.fact = :fact) OR (:word <> '' AND e.id = :word)),"
    "under AS ("
    " SELECT s.*, (SELECT CASE WHEN NOT h.listed THEN h.request END FROM head h WHERE h.document = s.document"
    "   AND h.place <= s.place ORDER BY h.place DESC LIMIT 1) AS heading,"
    "  (SELECT c.request FROM named c WHERE c.document = s.document AND c.place >= s.place AND NOT c.heads"
    "   AND NOT EXISTS (SELECT 1 FROM head x WHERE x.document = s.document AND x.place > s.place AND x.place <= "
    "c.place)"
    "   ORDER BY c.place LIMIT 1) AS concluded"
    " FROM said s)"
    "SELECT 1 FROM under WHERE coalesce(heading, concluded) = :request AND coalesce(concluded, heading) = :request "
    "LIMIT 1";

void
items_drop_others (struct facts *facts, const struct parameters *parameters, struct rows *rows)
{
    g_autofree char *several = facts_scalar (facts, "SELECT count(*) > 1 FROM issue", NULL);
    if (g_strcmp0 (several, "1") != 0)
        return;
    for (guint i = rows_count (rows); i-- > 0;) {
        const char *fact = rows_text (rows, i, "fact"), *evidence = rows_text (rows, i, "evidence");
        const struct parameters of = { .request = parameters->request,
                                       .fact = fact != NULL ? fact : "",
                                       .word = evidence != NULL ? evidence : "" };
        g_autofree char *its = facts_scalar (facts, SAID_OF_IT, &of);
        if (its == NULL)
            rows_drop (rows, i);
    }
}
