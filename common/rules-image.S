/* The image of the rule files (common/rules.h: rules_trust), as bytes of the program. */
    .section .rodata
    .balign 16
    .global rules_image_begin, rules_image_end
rules_image_begin:
    .incbin IMAGE
rules_image_end:
    .section .note.GNU-stack, "", %progbits
