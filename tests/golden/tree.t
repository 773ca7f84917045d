#!/bin/bash
# The tree keeps its shape: who may include whom, which library has which home, what each program links.
. tests/tools/tap.sh

# none FILES... -- PATTERN NAME: no line of the files matches.
none() {
    local files=()
    while [ "$1" != -- ]; do files+=("$1"); shift; done
    local hits
    hits=$(grep -nE -- "$2" "${files[@]}")
    is "$hits" "" "$3"
}
mapfile -t all < <(git ls-files '*.c' '*.h' ':!tests')
mapfile -t common < <(git ls-files 'common/*.c' 'common/*.h')

none "${common[@]}" -- '#include "(stages|tests)/' "common/ includes no stage"
for stage in text ocr extract assemble check report run; do
    mapfile -t files < <(git ls-files "stages/$stage/*.c" "stages/$stage/*.h")
    hits=$(grep -nE '#include "stages/' "${files[@]}" | grep -v "stages/$stage/")
    is "$hits" "" "stages/$stage includes no other stage"
done

# home LIBRARY-HEADER-PATTERN ALLOWED-PATH-PATTERN
home() {
    local hits
    hits=$(grep -lE "#include <$1" "${all[@]}" | grep -vE "^($2)")
    is "$hits" "" "<$1> has its home"
}
home 'poppler' 'stages/text/|common/page'
home 'leptonica' 'stages/(text|ocr|report)/|common/(page|imagefile|heic)'
home 'archive' 'common/container_archive'
home 'libheif' 'common/heic'
home 'gmime' 'common/container_mail'
home 'gsf' 'common/ole'
home 'libxml' 'stages/text/markup'
home 'dlfcn' 'common/library'
home 'tesseract' 'stages/ocr/'
home 'pcre2' 'common/rules'
home 'sqlite3' 'stages/(check|run)/'
home '(cairo|pango)' 'stages/report/|common/page'
home '(seccomp|linux/landlock)' 'common/sandbox'

none "${all[@]}" -- '\b(strcpy|strcat|sprintf|strtok|atoi|gets|system|popen)[[:space:]]*\(' "no banned call"
hits=$(for f in "${all[@]}"; do [ -f "$f" ] && head -1 "$f" | grep -q . || echo "$f"; done)
is "$hits" "" "no source starts with an empty line"
hits=$(for f in $(git ls-files '*.h' ':!tests'); do head -1 "$f" | grep -q '^/\*' || echo "$f"; done)
is "$hits" "" "every header opens with what it is for"

# links PROGRAM LIBRARY...: the program links none of these.
links() {
    local program=$1 needed
    shift
    needed=$(objdump -p "${BIN:-build/bin}/$program" | awk '/NEEDED/ {print $2}')
    for library in "$@"; do
        hasnt "$needed" "$library" "$program does not link $library"
    done
}
links case-text tesseract sqlite archive gmime xml2 heif gsf
links case-ocr sqlite pcre2
links case-extract poppler lept tesseract sqlite
links case-assemble poppler lept tesseract sqlite pcre2
links case-check poppler lept tesseract pcre2
links case-run poppler lept tesseract pcre2
finish
