/* Libraries that are opened at run time (GT_DLOPEN). Call sites stay as they are: a function that is called, such as
 * clFinish, is one of ours under another name for the linker, gt__clFinish, which calls the one that was found. So no
 * name of OpenCL is undefined, or defined, in what is built. */
#ifndef GT_CL_OPEN_H
#define GT_CL_OPEN_H
#include <stddef.h>

/* From a list of functions X(type, name, parameters, arguments): */
#define GT__TEXT_OF(...) #__VA_ARGS__
#define GT__TEXT(...) GT__TEXT_OF(__VA_ARGS__)
/* ... a declaration under the other name, after the library's header, */
#define GT__RENAME(type, name, parameters, arguments)                                                                  \
    extern type name parameters __asm__(GT__TEXT(__USER_LABEL_PREFIX__) "gt__" #name);
/* ... the fields of a struct `found`, its entries, and the functions. */
#define GT__POINTER(type, name, parameters, arguments) type(*name) parameters;
#define GT__ENTRY(type, name, parameters, arguments) {#name, offsetof(struct found, name)},
#define GT__FORWARD(type, name, parameters, arguments)                                                                 \
    type name parameters                                                                                               \
    {                                                                                                                  \
        return found.name arguments;                                                                                   \
    }

typedef struct gt__entry {
    const char *name;
    size_t at; /* the byte of its pointer in the struct */
} gt__entry;

typedef struct gt__library {
    const char *variable; /* of the environment: the one file to open instead */
    const char *const *files;
    const char *advice; /* what to install */
    const gt__entry *entries;
    size_t count;
} gt__library;

/* Opens the first of the files that is there, for good, and fills *found with all functions. 0, with *found as it was,
 * and why, if that cannot be. */
int gt__library_open(const gt__library *what, void *found, char *why, size_t bytes);
#endif
