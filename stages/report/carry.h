/* Files of the source that a program carries in itself.
 */
#ifndef REPORT_CARRY_H
#define REPORT_CARRY_H

/* Defines NAME as the text of the file, a terminated string; declare it as `extern const char NAME[]`. */
#define CARRY(name, path) \
    __asm__(".section .rodata\n.global " #name "\n" #name ":\n.incbin \"" path "\"\n.byte 0\n.previous\n")

#endif
