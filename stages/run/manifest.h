/* names.json: what a submission or revision consists of, and under which names it was dropped.
 *
 *   {"v": 1, "id": "3f0c...", "case": "NAME",
 *    "files": [{"stored": "originals/0001.pdf", "name": "scans/chart.pdf", "role": "document", "page": null,
 *               "sha256": "...", "bytes": 1234, "revision": null}, ...],
 *    "refused": [{"name": "...", "reason": "not_a_regular_file"}]}
 *
 * Names are encoded (name_encode). Files are stored by number, since their names carry patients' names. `revision` is the
 * revision that a file was taken over from, null for what was dropped now. Transcripts and corrections lie in
 * attachments/ and are never read as documents. Content alone (hashes; names too for attachments, which say what they
 * belong to) makes the id.
 */
#ifndef RUN_MANIFEST_H
#define RUN_MANIFEST_H

#include <cjson/cJSON.h>
#include <glib.h>

#define MANIFEST_FILE "names.json"
#define MANIFEST_MAX_BYTES (64u << 20)
#define MANIFEST_ID_LENGTH 16

/* The manifest of FOLDER/dropped, in bytewise order of names, hashing every file; the caller's. *expedited: a marker or
 * name says so. Too many files or too deep folders are no error: then the manifest has no files and refused[] says why. */
cJSON *manifest_build (const char *folder, guint max_files, gboolean *expedited, GError **error);

/* Moves the files of FOLDER/dropped to where the manifest says; what has already been moved stays. */
gboolean manifest_store (const cJSON *manifest, const char *folder, GError **error);

/* The id of the content; the caller frees. */
char *manifest_content_id (const cJSON *manifest);

/* Brings the files of a case's last revision, which lie below `base_folder`, into `folder` (hard links, else copies) and
 * the manifest, except for bytes that are there already. Files taken over before are dropped first, so that it can be
 * done again. A new file of the same name as an old one becomes "NAME (2).EXT". */
gboolean manifest_take_over (cJSON *manifest, const char *folder, const cJSON *base, const char *base_folder,
                             const char *base_revision, GError **error);

/* Number of files with the role "document", or of all where `role` is NULL. */
guint manifest_count (const cJSON *manifest, const char *role);
/* Reads FOLDER/names.json; NULL without error where there is none. */
cJSON *manifest_load (const char *folder, GError **error);
gboolean manifest_save (const cJSON *manifest, const char *folder, GError **error);

#endif
