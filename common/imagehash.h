/* A perceptual hash of a page image: where on the sheet the ink stands. Two scans of one sheet differ in few bits, however badly
 * either is read; another note on the same printed form differs in more (domain.md 5.1: "identical image hash").
 *
 * Measured on scans of one sheet through up to three fax machines, askew and speckled: at most 28 of 256 bits differ; between two
 * notes on one form 36 or more; between pages of different forms 52 or more.
 */
#ifndef CASEFILE_IMAGEHASH_H
#define CASEFILE_IMAGEHASH_H

#include <glib.h>

#define IMAGEHASH_BITS 256
#define IMAGEHASH_DIGITS (IMAGEHASH_BITS / 4)
#define IMAGEHASH_DPI 75  /* the resolution at which pages are hashed */
#define IMAGEHASH_SAME 30 /* at most so many bits differ between two scans of one sheet */

/* The hash of an upright page without skew, 8 bits a pixel, 0 black, at about IMAGEHASH_DPI, as IMAGEHASH_DIGITS hexadecimal
 * digits. The head of the page, where fax machines print, and its margins are left out. NULL where there is too little ink to
 * tell pages by. The caller frees. */
char *imagehash_new (const guint8 *gray, guint width, guint height);
/* How many bits two hashes differ in, or -1 where one of them is none. */
int imagehash_distance (const char *a, const char *b);

#endif
