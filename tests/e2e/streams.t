#!/bin/bash
# What all programs have in common: help, version, man page, and the law of the stream.
. tests/tools/tap.sh
bin=${BIN:-build/bin}
page='{"v":1,"type":"page","document":"F1","page":1,"text":""}'
odd='{ "v":1, "type":"odd", "x": 1.50 }'
end() { printf '{"v":1,"type":"end","stage":"x","counts":{%s}}\n' "$1"; }

for stage in text ocr extract assemble check report run; do
    run "$bin/case-$stage" --help
    is "$status/$err" "0/" "case-$stage --help succeeds"
    has "$out" "case-$stage(1)" "and names the man page"
    run "$bin/case-$stage" --version
    is "$status" 0 "case-$stage --version succeeds"
    has "$out" "case-$stage " "and says what it is"
    run "$bin/case-$stage" --no-such-option
    is "$status/$out" "64/" "case-$stage refuses an unknown option"
    is "$(mandoc -T lint -W warning "docs/case-$stage.1" 2>&1)" "" "case-$stage has a man page without mistakes"
    has "$(cat "docs/case-$stage.1")" "EXIT STATUS" "that documents its exit codes"
done

for stage in ocr extract assemble; do
    run "$bin/case-$stage" < /dev/null
    is "$status" 65 "case-$stage refuses an empty stream"
    run "$bin/case-$stage" < <(echo "$odd")
    is "$status" 65 "case-$stage refuses a stream without its end"
    has "$err" "end record" "and says why"
    run "$bin/case-$stage" < <(echo "$odd"; printf '{"v":1,"ty')
    is "$status" 65 "case-$stage refuses a stream that stops within a record"
    run "$bin/case-$stage" < <(echo "$odd"; end '"odd":2')
    is "$status" 65 "case-$stage refuses a stream with wrong counts"
    run "$bin/case-$stage" < <(echo "not a record"; end '')
    is "$status" 65 "case-$stage refuses a broken line"
done
for stage in ocr extract; do
    run "$bin/case-$stage" < <(echo "$odd"; end '"odd":1')
    is "$status" 0 "case-$stage accepts a record that it does not know"
    is "$(head -1 <<< "$out")" "$odd" "and passes it on byte for byte"
    has "$(tail -1 <<< "$out")" '"odd":1}' "and counts it"
    run "$bin/case-$stage" < <(echo "$odd")
    hasnt "$out" '"type":"end"' "case-$stage writes no end after a broken stream"
done
run "$bin/case-assemble" < <(echo "$odd")
is "$out" "" "case-assemble writes no case from a broken stream"
for bad in '' '{' '[1]' 'null' '{"schema":"other/9"}'; do
    run "$bin/case-check" <<< "$bad"
    is "$status/$out" "65/" "case-check refuses '$bad'"
done
run "$bin/case-text" /nonexistent/file.pdf
is "$status" 66 "case-text refuses an operand that does not exist"
hasnt "$out" '"type":"end"' "and writes no end"

printf '[limits]\npages_per_file = many\n[nowhere]\na = 1\n' > "$tmp/bad.conf"
for stage in text ocr extract check report run; do
    run "$bin/case-$stage" --conf "$tmp/bad.conf" $([ "$stage" = text ] && echo README.md) < /dev/null
    is "$status" 78 "case-$stage refuses settings with mistakes"
    has "$err" "pages_per_file" "and names the first"
    has "$err" "[nowhere]" "and the second"
done
finish
