#!/bin/bash
# Every setting stands in the shipped pipeline.conf, with its default, and in the manual page; and nothing else does.
. tests/tools/tap.sh
sed -n 's/^ *{ "\([a-z]*\)", "\([a-z_]*\)", [A-Z]*, [^"]*"\([^"]*\)".*/\1.\2=\3/p' common/settings.c | sort > "$tmp/table"
awk -F' *= *' '/^\[/ { gsub(/[][]/, ""); section = $0; next } /^[a-z]/ { print section "." $1 "=" $2 }' pipeline.conf | sort > "$tmp/conf"
awk '/^\.Ss/ { gsub(/[][]/, "", $2); section = $2 } /^\.It Cm/ { print section "." $3 }' docs/pipeline.conf.5 | sort > "$tmp/page"
[ "$(wc -l < "$tmp/table")" -gt 20 ]
ok $? "the table of settings is found"
is "$(cat "$tmp/conf")" "$(cat "$tmp/table")" "pipeline.conf has all settings with their defaults"
is "$(cat "$tmp/page")" "$(sed 's/=.*//' "$tmp/table")" "pipeline.conf(5) has all settings"
is "$(grep -B1 '^[a-z_]* =' pipeline.conf | grep -c '^# ')" "$(wc -l < "$tmp/table")" "each with a comment before it"
finish
