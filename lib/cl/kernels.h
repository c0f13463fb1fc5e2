/* The texts of kernels/, put into the library by the build. */
#ifndef GT_CL_KERNELS_H
#define GT_CL_KERNELS_H

typedef struct gt__file {
    const char *name; /* "elementwise.cl" */
    const char *text;
} gt__file;

extern const gt__file gt__kernel_files[]; /* ends with a NULL name */
#endif
