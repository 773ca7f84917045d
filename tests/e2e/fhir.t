#!/bin/bash
# The facts as FHIR R4: what is there, what is left out, where it comes from, and that a validator accepts it.
. tests/tools/tap.sh
report=${BIN:-build/bin}/case-report
golden=tests/fixtures/letter/golden.json

/usr/bin/python3 - "$tmp/case.json" <<'END'
import json, sys
ctx = {"polarity": "affirmed", "experiencer": "patient", "certainty": "certain", "temporality": "current", "attribution": "record"}
def fact(n, part, **more):
    return {"id": f"{part}{n}", "ctx": {**ctx, **more.pop("ctx", {})}, "evidence": [f"X{n}"], **more}
json.dump({"case_key": "k", "patient": {"sex": {"value": "female"}, "dob": {"value": "1966-04-12"}},
  "identity": {"names": [{"value": "Avery Fictive"}]}, "admin": {}, "assessment": {"issues": []},
  "documents": [{"id": "DOC1", "class": "OP", "in_file": True, "file": "a.pdf", "pages": [1, 2], "sha256": "ab", "date": "2014-05"},
                {"id": "R1", "class": "PR2", "in_file": False, "date": "2014-02"}],
  "diagnoses": [fact(1, "D", concept="radiculopathy", region="lumbar", codes=["M54.16", "724.4"]),
                fact(2, "D", concept="diabetes", ctx={"polarity": "negated"}), fact(3, "D", concept="crps", ctx={"certainty": "possible"}),
                fact(4, "D", concept="gerd", ctx={"experiencer": "family"})],
  "events": [fact(1, "E", concept="mbb", region="cervical", date="2014-05-08", note_in_file=False, levels=["C4", "C5"]),
             fact(2, "E", concept="facet_rf", date="spring", candidate=True), fact(3, "E", concept="esi_tf", ctx={"temporality": "planned"})],
  "pain_scores": [fact(1, "F", low=6, high=8, date="2014-05-08"), fact(2, "F", low=3, high=3, when="after")],
  "exam": [fact(3, "F", concept="slr", polarity="negative", side="left", ctx={"polarity": "negated"})],
  "functions": [fact(4, "F", measure="lifting", before={"value": 10, "unit": "lb"}, after={"value": 25, "unit": "lb"})],
  "outcomes": [fact(1, "O", treatment_ref="mbb@cervical", direction="improved", percent={"low": 80, "high": 80}, duration={"low": 4, "high": 4, "unit": "hour"})],
  "work_status": [fact(5, "F", value="modified")],
  "medications": {"items": [fact(6, "F", name="norco", status="current", strength="10 mg", frequency="twice daily"),
                            fact(7, "F", name="versed", status="given"), fact(8, "F", name="pcn", status="allergy"),
                            fact(9, "F", name="ibuprofen", status="denied", ctx={"polarity": "negated"})]},
  "evidence": [{"id": f"X{n}", "file": "a.pdf", "page": min(n, 2), "quote": f"words \u0007 {n}", "zone": "record"} for n in range(1, 10)]},
  open(sys.argv[1], "w"))
END
run "$report" --format fhir --output "$tmp/out" "$tmp/case.json"
is "$status/$err/$(stat -c %a "$tmp/out/case.fhir.json")" "0//600" "a bundle is written"
bundle=$tmp/out/case.fhir.json
got() { jq -c "[.entry[].resource | select(.resourceType == \"$1\") | $2]" "$bundle"; }
is "$(got Patient '[.gender, .birthDate, .name[0].text]')" '[["female","1966-04-12","Avery Fictive"]]' "the patient"
is "$(got DocumentReference '[.type.text, .context.period.start, .content[0].attachment.title]')" \
    '[["procedure report","2014-05","a.pdf p. 1, 2"]]' "documents in hand, and no other"
is "$(got Condition '[.code.text, .clinicalStatus.coding[0].code, .verificationStatus.coding[0].code, .bodySite[0].text]')" \
    '[["radiculopathy","active","confirmed","lumbar"],["diabetes",null,"refuted",null],["CRPS","active","unconfirmed",null]]' \
    "diagnoses: what is denied is refuted, what is possible unconfirmed, the family's is left out"
is "$(got Condition '.code.coding')" '[[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"M54.16"},{"system":"http://hl7.org/fhir/sid/icd-9-cm","code":"724.4"}],null,null]' \
    "codes as written, none of ours"
is "$(got Procedure '[.code.text, .status, .performedDateTime, .bodySite[0].text, (.note | length)]')" \
    '[["medial branch block","completed","2014-05-08","cervical, C4, C5",1],["facet radiofrequency neurotomy","unknown",null,null,0]]' \
    "procedures that were done; a doubtful reading is unknown, a plan is none"
is "$(got MedicationStatement '[.medicationCodeableConcept.text, .status, .dosage[0].text]')" \
    '[["norco","active","10 mg, twice daily"],["versed","completed",null],["ibuprofen","not-taken",null]]' "medication"
is "$(got AllergyIntolerance .code.text)" '["pcn"]' "an allergy is no medication"
is "$(got Observation '[.code.text, .valueString // .valueQuantity.value // [.valueRange.low.value, .valueRange.high.value]]')" \
    '[["straight leg raising","negative"],["pain score, 0 to 10",[6,8]],["pain score, 0 to 10",3],["lifting","10 lb before, 25 lb after"],["response to medial branch block","improved, 80%, for 4 hours"],["work status","modified duty"]]' \
    "examination, scores, function, response and work"
facts=$(jq '[.entry[].resource | select(.resourceType | IN("Condition", "Procedure", "MedicationStatement", "AllergyIntolerance", "Observation"))] | length' "$bundle")
is "$(got Provenance '.entity[0].what.display' | jq length)" "$facts" "each fact has its provenance"
has "$(got Provenance '.entity[0].what.display')" 'a.pdf p. 1: \"words   1\"' "which quotes file, page and words"
is "$(got Provenance '.entity[0].what.reference' | jq 'unique | length')" 1 "and leads to the document"
run cmp <("$report" --format fhir "$tmp/case.json") "$bundle"
is "$status" 0 "the same case gives the same bytes"
printf '[identity]\nvalues = hashed\nkey = none\n' > "$tmp/conf"
is "$("$report" --conf "$tmp/conf" --format fhir "$tmp/case.json" | jq -c '.entry[0].resource | [.birthDate, .name]')" '[null,null]' "where values are not plain, nothing names the patient"

"$report" --format fhir "$golden" > "$tmp/letter.json"
run tests/tools/check-fhir "$bundle" "$tmp/letter.json"
if [ "$status" -eq 77 ]; then
    skip "no FHIR validator is at hand, and npm cannot fetch one"
else
    is "$status/$out" "0/" "the validator finds nothing wrong"
    jq '(.entry[].resource | select(.resourceType == "Procedure") | .performedDateTime) = "in spring"
        | (.entry[].resource | select(.resourceType == "Observation")) |= del(.code)
        | (.entry[].resource | select(.resourceType == "Provenance") | .target[0].reference) = "urn:uuid:gone"' "$bundle" > "$tmp/spoilt.json"
    run tests/tools/check-fhir "$tmp/spoilt.json"
    for words in "Observation: Observation.code: Missing required property" "Procedure: performedDateTime" "no resource for urn:uuid:gone"; do
        has "$out" "$words" "and would find: $words"
    done
fi
finish
