#!/bin/sh
# Relief is credited to the treatment that the words tie it to, or to none.
exec tests/tools/check-binding "${BIN:-build/bin}/case-extract" tests/fixtures/binding/sentences.tsv
