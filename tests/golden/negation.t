#!/bin/bash
# The context rules: our own sentences, one for each kind of trigger, all right; and real report sentences (NegEx), accuracy at
# least .97, F1 of negated at least .94.
own=tests/fixtures/negation/sentences.tsv data=../shared/data/negation/negex-dev.tsv
echo 1..2
make -s build/tools/negation-extract-accuracy >&2 || { echo "Bail out! the program does not build"; exit 1; }

found=$(build/tools/negation-extract-accuracy patterns "$own" --errors)
sed 's/^/# /' <<< "$found"
if [[ $found =~ \ 0\ missed,\ 0\ spurious\),\ concept\ not\ found\ 0$ ]]; then
    echo "ok 1 - our sentences"
else
    echo "not ok 1 - our sentences"
fi

if [ ! -r "$data" ]; then
    echo "ok 2 - # SKIP $data is not here"
    exit 0
fi
last=$(build/tools/negation-extract-accuracy patterns "$data" | tail -n 1)
echo "# $last"
if [[ $last =~ accuracy\ ([0-9.]+),\ F1\ of\ negated\ ([0-9.]+) ]] &&
    awk -v a="${BASH_REMATCH[1]}" -v f="${BASH_REMATCH[2]}" 'BEGIN { exit !(a >= .97 && f >= .94) }'; then
    echo "ok 2 - report sentences"
else
    echo "not ok 2 - report sentences"
fi
