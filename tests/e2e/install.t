#!/bin/bash
# What make install leaves: everything that the package and ops need, readable by all, with the places of the installation in it.
. tests/tools/tap.sh
build=${B:-build}
unset MAKEFLAGS MAKELEVEL MFLAGS

# shellcheck disable=SC2317 # by run
places() { # PREFIX...: where the settings are looked for, as compiled for each in turn
    local prefix
    for prefix; do
        make B="$tmp/b" PREFIX="$prefix" "$tmp/b/obj/common/settings.o" > /dev/null || return 1
        grep -aom1 "$prefix/share/casefile" "$tmp/b/obj/common/settings.o"
    done
}
run places /opt/first /opt/second
is "$out" $'/opt/first/share/casefile\n/opt/second/share/casefile' "another PREFIX is compiled in, after a build for the first"
run make B="$tmp/b" PREFIX=/opt/second "$tmp/b/obj/common/settings.o"
hasnt "$out" CC "and nothing is compiled again for the same"

installed=$tmp/root/usr/local
(umask 077 && make B="$build" DESTDIR="$tmp/root" install) > "$tmp/said" 2>&1
is $? 0 "make install works under a strict umask"
is "$(find "$tmp/root/usr" ! -perm -o=r | wc -l)" 0 "and all can read what it leaves"
is "$(cd "$installed/bin" && echo *)" "case-assemble case-check case-extract case-ocr case-report case-run case-text" "all programs are there"
for program in "$installed"/bin/*; do
    [ -f "$installed/share/man/man1/$(basename "$program").1" ] || echo "no page for $program"
done > "$tmp/missing"
is "$(cat "$tmp/missing")" "" "each with a page"
run "$installed/bin/case-run" --conf "$installed/etc/casefile/pipeline.conf" --version
is "$status" 0 "what is installed runs"
run grep -E '^(directory|hand|inbox|audit) = ' "$installed/etc/casefile/pipeline.conf"
is "$out" "directory = /usr/local/share/casefile/patterns
hand = /usr/local/share/casefile/models/hand.traineddata
inbox = /var/lib/casefile/inbox
audit = /var/lib/casefile/audit.log" "the settings name the places of the installation"
[ -s "$installed/share/casefile/models/hand.traineddata" ] && [ -s "$installed/share/casefile/patterns/dates.rules" ]
ok $? "and what they name is there"

run bash -c '. "$1"; COMP_WORDS=(case-run pu); COMP_CWORD=1; _case_run; echo "${COMPREPLY[*]}"
  COMP_WORDS=(case-run purge --older); COMP_CWORD=2; _case_run; echo "${COMPREPLY[*]}"' - "$installed/share/bash-completion/completions/case-run"
is "$out" $'purge\n--older-than' "bash completes commands and their options"
if command -v mandoc > /dev/null; then
    for page in "$installed"/share/man/man*/*; do mandoc -T lint -W warning "$page"; done > "$tmp/lint"
    is "$(cat "$tmp/lint")" "" "mandoc finds nothing in the pages"
else
    skip "mandoc is not installed"
fi
# It also looks for what the units start, which here lies below DESTDIR.
if command -v systemd-analyze > /dev/null; then
    sed -i "s|/usr/local/|$installed/|g" "$installed"/lib/systemd/system/casefile.*
    run systemd-analyze verify "$installed"/lib/systemd/system/casefile.{service,timer}
    is "$(grep -v "Command 'man " <<< "$err")" "" "systemd accepts the units"
else
    skip "systemd-analyze is not installed"
fi
finish
