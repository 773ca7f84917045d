# casefile: `make run` and `make check` need nothing but Debian 12.
SHELL       := /bin/bash
.DELETE_ON_ERROR:

B           := build
CC          ?= gcc
PKG_CONFIG  ?= pkg-config
PREFIX      ?= /usr/local
SYSCONFDIR  ?= $(PREFIX)/etc
DATADIR     ?= $(PREFIX)/share/casefile
STATEDIR    ?= /var/lib/casefile
UNITDIR     ?= $(PREFIX)/lib/systemd/system
WARNINGS    := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wwrite-strings -Werror
CFLAGS      ?= -O2 -g
STD         := -std=gnu17 -D_GNU_SOURCE -I. -DSYSCONFDIR='"$(SYSCONFDIR)"' -DDATADIR='"$(DATADIR)"'
HARDEN      := -fstack-protector-strong -D_FORTIFY_SOURCE=2 -fPIE
# `make V=1` shows the commands.
Q := $(if $(V),,@)
say = @$(if $(V),:,printf '%-5s %s\n' '$(1)' '$(2)')
ifdef SAN
B           := build/san
CFLAGS      := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined
HARDEN      := -fPIE
endif
# make fuzz calls itself with FUZZ=1
ifdef FUZZ
B           := build/fuzz
CC          := clang
CFLAGS      := -O1 -g -Wno-error -Wno-missing-field-initializers -fno-omit-frame-pointer -fsanitize=fuzzer-no-link,address,undefined \
               -fno-sanitize-recover=undefined
HARDEN      :=
endif

STAGES      := text ocr extract assemble check report run
# What each stage links, and nothing else: the architecture in one table.
PKGS_base     := glib-2.0 libcjson
PKGS_text     := poppler-glib lept libexif libseccomp
PKGS_ocr      := lept tesseract poppler-glib libseccomp libexif
PKGS_extract  := libpcre2-8
PKGS_assemble :=
PKGS_check    := sqlite3
PKGS_report   := lept poppler-glib libseccomp libexif pangocairo cairo-pdf
PKGS_run      := sqlite3
PKGS_all      := $(sort $(PKGS_base) $(foreach s,$(STAGES),$(PKGS_$(s))))

# What is loaded only when a file needs it (common/library.h): headers, and no link.
LOADED_text   := libxml-2.0

BINS        := $(STAGES:%=$(B)/bin/case-%)
UNIT        := $(patsubst tests/unit/%.c,$(B)/tests/%,$(wildcard tests/unit/*.c))

all: $(BINS)

# --- objects -----------------------------------------------------------------------------------------------------------
# Each common module is compiled with the flags of the one library that it is the home of.
PKGS_common_pageimage := lept poppler-glib
PKGS_common_pagedecode := lept poppler-glib
PKGS_common_imagefile := lept libexif
PKGS_common_scanpage  := lept poppler-glib libqpdf
PKGS_common_heic      := lept libheif
PKGS_common_rules_pattern := libpcre2-8
PKGS_common_container_archive := libarchive
PKGS_common_container_mail := gmime-3.0
PKGS_common_ole       := libgsf-1
PKGS_common_sandbox   := libseccomp

flags-of = $(shell $(PKG_CONFIG) --cflags $(PKGS_base) $(1))
$(B)/obj/common/%.o: common/%.c | installed
	@mkdir -p $(@D)
	$(call say,CC,$@)
	$(Q)$(CC) $(STD) $(WARNINGS) $(CFLAGS) $(HARDEN) -MMD -MP $(call flags-of,$(PKGS_common_$*)) -c -o $@ $<

# Only settings.c holds the places of an installation: `make install PREFIX=...` after a plain `make` compiles it again.
$(B)/obj/common/settings.o: $(B)/places
$(B)/places: FORCE
	@mkdir -p $(@D)
	@echo '$(SYSCONFDIR) $(DATADIR)' | cmp -s - $@ || echo '$(SYSCONFDIR) $(DATADIR)' > $@
FORCE:

define stage
OBJ_$(1) := $$(patsubst %.c,$(B)/obj/%.o,$$(wildcard stages/$(1)/*.c))
$(B)/obj/stages/$(1)/%.o: stages/$(1)/%.c | installed
	@mkdir -p $$(@D)
	$$(call say,CC,$$@)
	$$(Q)$$(CC) $$(STD) $$(WARNINGS) $$(CFLAGS) $$(HARDEN) -MMD -MP $$(call flags-of,$$(PKGS_$(1)) $$(LOADED_$(1))) -c -o $$@ $$<
$(B)/bin/case-$(1): $$(OBJ_$(1)) $(B)/libcommon.a
	@mkdir -p $$(@D)
	$$(call say,LINK,$$@)
	$$(Q)$$(CC) $$(CFLAGS) -pie -Wl,--as-needed -o $$@ $$^ $$(shell $$(PKG_CONFIG) --libs $$(PKGS_base) $$(PKGS_$(1))) -lm
endef
$(foreach s,$(STAGES),$(eval $(call stage,$(s))))

# Rule files that hold when case-extract is built need neither be checked nor compiled each time that it starts.
$(B)/bin/case-extract: $(B)/obj/rules-image.o
$(B)/obj/rules-image: $(B)/tools/check-rules $(wildcard patterns/*.rules)
	$(Q)$< --image $@ $(sort $(wildcard patterns/*.rules))
$(B)/obj/rules-image.o: common/rules-image.S $(B)/obj/rules-image
	$(Q)$(CC) -DIMAGE='"$(B)/obj/rules-image"' -c -o $@ $<

# The style and script of the report's corrections are files of their own.
$(B)/obj/stages/report/review.o: stages/report/review.js stages/report/review.css
$(B)/obj/stages/report/style.o: stages/report/report.js

$(B)/libcommon.a: $(patsubst %.c,$(B)/obj/%.o,$(wildcard common/*.c))
	@rm -f $@
	$(Q)ar rcs $@ $^

# A unit test links libcommon, and, where its name is test-STAGE-SUBJECT, that stage's objects but main.
.SECONDEXPANSION:
stage-of   = $(filter $(STAGES),$(word 2,$(subst -, ,$(1))))
objects-of = $(if $(stage-of),$(filter-out %/$(stage-of).o,$(OBJ_$(stage-of))))
$(B)/tests/%: tests/unit/%.c $$(call objects-of,$$*) $(B)/libcommon.a | installed
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(CC) $(STD) $(WARNINGS) $(CFLAGS) -MMD -MP $(call flags-of,$(PKGS_all)) -o $@ $(filter %.c %.o %.a,$^) \
	  -Wl,--as-needed $(shell $(PKG_CONFIG) --libs $(PKGS_all)) -lm

# Small programs for maintainers and measurements: tests/tools/NAME.c; NAME-STAGE-... links the stage's objects as a test does.
$(B)/tools/%: tests/tools/%.c $$(call objects-of,$$*) $(B)/libcommon.a | installed
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(CC) $(STD) $(WARNINGS) $(CFLAGS) -MMD -MP $(call flags-of,$(PKGS_all)) -o $@ $(filter %.c %.o %.a,$^) \
	  -Wl,--as-needed $(shell $(PKG_CONFIG) --libs $(PKGS_all)) -lm

# A fuzz target is built like a unit test: tests/fuzz/fuzz-SUBJECT.c or fuzz-STAGE-SUBJECT.c.
$(B)/fuzz/%: tests/fuzz/%.c $$(call objects-of,$$*) $(B)/libcommon.a | installed
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(CC) $(STD) $(WARNINGS) $(CFLAGS) -fsanitize=fuzzer -MMD -MP $(call flags-of,$(PKGS_all)) -o $@ $(filter %.c %.o %.a,$^) \
	  -Wl,--as-needed $(shell $(PKG_CONFIG) --libs $(PKGS_all)) -lm

-include $(shell find $(B) -name '*.d' 2>/dev/null)

# --- what must be installed ----------------------------------------------------------------------------------------------
PACKAGES := $(shell sed 's/\#.*//' packages.list)
installed: ; @tests/tools/install-packages packages.list

# --- tests ---------------------------------------------------------------------------------------------------------------
check: all $(UNIT) $(B)/tools/read-ocr-lines
	B=$(B) BIN=$(B)/bin prove --timer -e tests/run-one $(UNIT) $(sort $(wildcard tests/golden/*.t tests/e2e/*.t))

# Accuracy on annotated data beside the checkout; slow, and no part of `check`.
SHARED ?= ../shared
score: all
	@tests/tools/score-cases $(SHARED)/data/cases $(SHARED)/tools/score-case.py $(B)/score --verbose

# The rules that match nowhere in the annotated notes, the development cases and the invented letter.
rules-report: $(B)/bin/case-text $(B)/tools/rules-extract-report
	@$(B)/bin/case-text tests/fixtures/letter/letter.txt $(wildcard $(SHARED)/data/notes/*.txt $(SHARED)/data/cases/*/submission) \
	  | $(B)/tools/rules-extract-report patterns

# The handwriting model: hours of one core, and no part of `all`. models/README.md says what it needs.
HANDWRITING ?= $(SHARED)/data/handwriting
model: ; @models/make-model $(HANDWRITING) $(B)/model

# Every file of a heap of hostile ones through case-text | case-ocr; OCR_PAGES of each (0: all) are recognised.
HOSTILE   ?= $(SHARED)/data/pdf
OCR_PAGES ?= 1
hostile: $(B)/bin/case-text $(B)/bin/case-ocr
	@if [ -d $(HOSTILE) ]; then nice tests/tools/hostile --bin $(B)/bin --jobs 2 --ocr-pages $(OCR_PAGES) $(if $(SAN),--sanitized --memory-mb 8192 --page-seconds 90 --file-seconds 300) $(HOSTILE); \
	else echo "hostile: no folder $(HOSTILE), skipped"; fi

# CPU time beside that of peers, in one run.
bench: all
	@tests/bench/run --bin $(B)/bin $(BENCH)
	@tests/bench/assemble $(B)/bin

# libFuzzer targets, SECONDS each; what is found lies in build/fuzz/corpus/NAME.found.
SECONDS ?= 60
FUZZERS := $(patsubst tests/fuzz/%.c,build/fuzz/fuzz/%,$(wildcard tests/fuzz/fuzz-*.c))
fuzz:
	@if ! command -v clang >/dev/null; then echo "fuzz: clang is not installed, skipped"; else \
	$(MAKE) --no-print-directory FUZZ=1 $(FUZZERS) && tests/fuzz/make-seeds build/fuzz/corpus && \
	tests/fuzz/run $(SECONDS) build/fuzz/corpus $(FUZZERS); fi

# Every system call of case-run that changes a file disturbed in turn, KILL_EVERY-th ones only: an hour or more.
KILL_EVERY ?= 1
kill-all: $(B)/bin/case-run ; KILL_EVERY=$(KILL_EVERY) tests/e2e/kill.t

# case-run --runner slurm with a real Slurm on this machine, as root: some minutes.
slurm: all
	@tests/tools/install-packages tests/slurm/packages.list
	BIN=$(B)/bin prove --timer -v tests/slurm/cluster.t

# Spoilt pages, stock Tesseract and case-ocr side by side; and how far confidences can be trusted (after `make score`).
bench-ocr: all
	tests/bench/ocr-degraded
	@[ ! -d $(B)/score ] || [ ! -d $(SHARED)/data/cases ] || tests/bench/ocr-confidence $(SHARED)/data/cases $(B)/score

# Handwriting, on pages of case files and on lines of unseen hands and fonts, stock Tesseract and the program side by side.
bench-hand: all $(B)/tools/read-ocr-lines
	@nice /usr/bin/python3 tests/bench/handwriting --bin $(B)/bin --reader $(B)/tools/read-ocr-lines --model $(B)/model $(SHARED)/data/cases $(HANDWRITING) $(SHARED)/tools/score-ocr.py

# case-run over 1,000 small submissions: documents a second, what it costs beside its stages, its memory.
bench-run: all
	@nice tests/bench/throughput --bin $(B)/bin

# What reports of 10, 300 and 3,000 pages cost to write and to open.
bench-report: all ; tests/bench/report $(B)/bin

golden: all
	@for t in tests/golden/*.t; do UPDATE=1 $$t >/dev/null || true; done; git diff --stat -- tests

# --- the sample, and what is installed -----------------------------------------------------------------------------------
run: all
	@tests/tools/run-sample

install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(DATADIR) $(DESTDIR)$(SYSCONFDIR)/casefile \
	  $(DESTDIR)$(PREFIX)/share/man/man1 $(DESTDIR)$(PREFIX)/share/man/man5 $(DESTDIR)$(PREFIX)/share/man/man7 $(DESTDIR)$(UNITDIR) \
	  $(DESTDIR)$(PREFIX)/share/bash-completion/completions
	install -m 755 $(BINS) $(DESTDIR)$(PREFIX)/bin
	cp -r patterns $(DESTDIR)$(DATADIR) && chmod -R u=rwX,go=rX $(DESTDIR)$(DATADIR)/patterns
	install -d $(DESTDIR)$(DATADIR)/models
	install -m 644 models/hand.traineddata models/hand.calibration models/README.md $(DESTDIR)$(DATADIR)/models
	sed -E -e 's|^directory *=.*|directory = $(DATADIR)/patterns|' -e 's|^hand *=.*|hand = $(DATADIR)/models/hand.traineddata|' \
	  -e 's#^(inbox|work|done|failed|index|audit|metrics) *= *#\1 = $(STATEDIR)/#' pipeline.conf > $(DESTDIR)$(SYSCONFDIR)/casefile/pipeline.conf
	chmod 644 $(DESTDIR)$(SYSCONFDIR)/casefile/pipeline.conf
	install -m 644 docs/case.schema.json docs/corrections.schema.json docs/vocabulary.md $(DESTDIR)$(DATADIR)
	install -m 644 docs/*.1 $(DESTDIR)$(PREFIX)/share/man/man1
	install -m 644 docs/*.5 $(DESTDIR)$(PREFIX)/share/man/man5
	install -m 644 docs/*.7 $(DESTDIR)$(PREFIX)/share/man/man7
	sed -i -e 's|/usr/local/etc|$(SYSCONFDIR)|' -e 's|/usr/local/share/casefile|$(DATADIR)|' \
	  $(DESTDIR)$(PREFIX)/share/man/man5/pipeline.conf.5
	install -m 644 deploy/case-run.bash $(DESTDIR)$(PREFIX)/share/bash-completion/completions/case-run
	for unit in casefile.service casefile.timer; do \
	  sed -e 's|/usr/local/bin|$(PREFIX)/bin|' -e 's|/usr/local/etc|$(SYSCONFDIR)|' deploy/$$unit > $(DESTDIR)$(UNITDIR)/$$unit && \
	  chmod 644 $(DESTDIR)$(UNITDIR)/$$unit; done

# A Debian package of what is committed, in build/deb; then lintian, and (deb-check, as root) installed, used and removed.
deb:
	@tests/tools/install-packages debian/needs.list
	@rm -rf build/deb/casefile && mkdir -p build/deb/casefile
	git archive HEAD | tar -x -C build/deb/casefile
	cd build/deb/casefile && dpkg-buildpackage -b -us -uc
	lintian --fail-on error build/deb/casefile_*.changes
deb-check: ; tests/tools/check-deb build/deb

format: ; @clang-format -i $(shell git ls-files '*.c' '*.h')

lint:
	shellcheck -x tests/run-one tests/golden/*.t tests/e2e/*.t tests/slurm/*.t tests/slurm/*.sh tests/tools/*.sh
	cppcheck --quiet --enable=warning,portability --inline-suppr --error-exitcode=1 -I. common stages
	for page in docs/*.[157]; do mandoc -T lint -W warning $$page || exit 1; done

clean: ; rm -rf build
.PHONY: FORCE format slurm kill-all bench-ocr bench-hand bench-run deb deb-check all rules-report check clean installed run score golden hostile fuzz bench lint install model
