/* Several kernels in one program. Every kernel's source is whole by itself, with the same names for its own macros,
 * types and functions; in a program of several, types and functions get the kernel's number, and macros end with it. No
 * name is a function under one condition and a macro under another. */
#include <ctype.h>
#include <string.h>

#include "cl/internal.h"

/* The names that a source gives at the beginning of its lines. */
typedef void each_name(gt__text *text, const char *name, int length, int number);

static int is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

/* The word that ends before `end`; its length. */
static int word_before(const char *begin, const char *end, const char **word)
{
    while (end > begin && !is_word(end[-1])) end--;
    const char *first = end;
    while (first > begin && is_word(first[-1])) first--;
    *word = first;
    return (int)(end - first);
}

static int begins(const char *line, const char *with)
{
    return strncmp(line, with, strlen(with)) == 0;
}

/* What a line names: "#define NAME", "static ... NAME(", "kernel ... NAME(", "typedef ... NAME;", "} NAME;" and
 * "DEFINE_...(NAME, ". Its length, 0 if nothing; *macro: whether it is a macro. */
static int named_by(const char *line, size_t length, const char **name, int *macro)
{
    const char *end = line + length, *open = memchr(line, '(', length), *at = line;
    *macro = begins(line, "#define ");
    if (*macro) {
        for (at += strlen("#define "); at < end && is_word(*at); at++) {}
        return word_before(line, at, name);
    }
    if ((begins(line, "static ") || begins(line, "kernel ")) && open) return word_before(line, open, name);
    if ((begins(line, "typedef ") || begins(line, "} ")) && end > line && end[-1] == ';')
        return word_before(line, end, name);
    if (!begins(line, "DEFINE_") || !open) return 0;
    for (at = open + 1; at < end && is_word(*at); at++) {}
    return word_before(open, at, name);
}

static void for_names(gt__text *text, const char *source, int number, int macros, each_name *each)
{
    while (*source) {
        size_t length = strcspn(source, "\n");
        const char *name = NULL;
        int macro = 0, n = named_by(source, length, &name, &macro);
        if (n > 0 && (macros || !macro)) each(text, name, n, number);
        source += length + (source[length] == '\n');
    }
}

static void rename_it(gt__text *text, const char *name, int length, int number)
{
    gt__text_add(text, "#undef %.*s\n#define %.*s %.*s_%d\n", length, name, length, name, length, name, number);
}

static void end_it(gt__text *text, const char *name, int length, int number)
{
    (void)number;
    gt__text_add(text, "#undef %.*s\n", length, name);
}

static const char mark[] = "// one of several\n";

void gt__batch_add(gt__text *program, const char *source, int number)
{
    gt__text_join(program, mark, NULL);
    for_names(program, source, number, 0, rename_it);
    gt__text_join(program, source, "\n", NULL);
    for_names(program, source, number, 1, end_it);
}

int gt__batch_is(const char *source)
{
    return strstr(source, mark) != NULL;
}
