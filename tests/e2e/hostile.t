#!/bin/bash
# Files made to attack: each ends in pages or in a reason, bounded in time and memory, and so does the tool that says so.
. tests/tools/tap.sh
bin=${BIN:-build/bin}

tests/fixtures/hostile/make "$tmp/in"
# poppler gives up on these two for want of memory, by abort(): the page is lost, and nothing else.
run nice tests/tools/hostile --bin "$bin" --page-seconds 15 --file-seconds 30 --may-crash image-huge.pdf \
    --may-crash save-without-end.pdf "$tmp/in"
is "$status" 0 'every file ends in pages or in a reason, no worker crashes, none hangs'
printf '%s\n' "$out" | sed 's/^/# /'

fate() { # what case-text says of one file: its reason, and way or reason of its first page
    "$bin/case-text" "$tmp/in/$1" | /usr/bin/python3 -c '
import json, sys
d, *pages, end = [json.loads(line) for line in sys.stdin]
print((d["error"] or {}).get("reason"), *[(p["error"] or {}).get("reason") or p["route"]["way"] for p in pages[:1]])'
}
is "$(fate page-wide.pdf)" 'None too_large' 'a page of 350 metres is too large'
is "$(fate page-flat.pdf)" 'None broken' 'a page without height cannot be opened'
is "$(fate lines.png)" 'None blank' 'an image one pixel wide holds no text'
is "$(fate feeds.txt)" 'empty' 'form feeds alone are nothing to read'
is "$(fate cut-at-50.pdf)" 'truncated' 'half a file is truncated'
is "$(fate after-rubbish.pdf)" 'None layer' 'rubbish before the header does no harm'

# The tool sees what it is there to see.
mkdir "$tmp/bin"
fake() { printf '#!/bin/bash\n%s\n' "$1" > "$tmp/bin/case-text"; chmod +x "$tmp/bin/case-text"; }
judge() { run tests/tools/hostile --bin "$tmp/bin" --file-seconds 1 tests/tools/tap.sh; }
fake 'kill -SEGV $$'
judge
is "$status" 1 'a stage that crashes is found'
fake 'sleep 60'
judge
is "$status" 1 '... one that hangs'
has "$out" 'hangs' '... and named so'
fake 'echo "{\"v\":1,\"type\":\"document\",\"pages\":0,\"error\":null}"'
judge
is "$status" 1 '... one that loses its end record'
fake 'echo "{\"v\":1,\"type\":\"end\",\"counts\":{}}"'
judge
is "$status" 1 '... one that says nothing about the file'
finish
