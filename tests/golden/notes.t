#!/bin/sh
# The facts of whole notes as they are dictated, annotated before the program had read them: each kind of fact stays above its floor.
exec tests/tools/check-notes "${BIN:-build/bin}" tests/fixtures/notes
