#!/bin/bash
# The context rules on real report sentences (NegEx): accuracy at least .97, F1 of negated at least .94.
data=../shared/data/negation/negex-dev.tsv
echo 1..1
if [ ! -r "$data" ]; then
    echo "ok 1 - # SKIP $data is not here"
    exit 0
fi
make -s build/tools/negation-extract-accuracy >&2 || { echo "not ok 1 - the program does not build"; exit 1; }
last=$(build/tools/negation-extract-accuracy patterns "$data" | tail -n 1)
echo "# $last"
if [[ $last =~ accuracy\ ([0-9.]+),\ F1\ of\ negated\ ([0-9.]+) ]] &&
    awk -v a="${BASH_REMATCH[1]}" -v f="${BASH_REMATCH[2]}" 'BEGIN { exit !(a >= .97 && f >= .94) }'; then
    echo "ok 1 - negation"
else
    echo "not ok 1 - negation"
fi
