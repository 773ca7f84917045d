#!/bin/sh
# What the words say of the response to an earlier procedure decides the criterion that asks for it, and nothing else does.
exec tests/tools/check-responses "${BIN:-build/bin}" tests/fixtures/responses
