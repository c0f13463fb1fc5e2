/* Several kernels in one program. Every kernel's source is whole by itself, with the same names for its own macros,
 * types and functions; in a program of several, types and functions get a number, and macros end where they are not
 * wanted any more. No name is a function under one condition and a macro under another.
 * A source is its own macros, files that kernels share, each after a #line, and at last the kernel's file. Kernels
 * whose shared files would come out the same have them once: most of what a compiler reads is in these. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "cl/internal.h"

static const char marker[] = "#line 1 \"kernels/";

/* One source. It is of one piece, the last, if it is not written like that. */
typedef struct parts {
    const char *own, *shared, *last; /* where they begin; each ends where the next begins */
    const char *end;
} parts;

/* What is done with a name that a source gives at the beginning of a line. */
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

static size_t line_length(const char *line, const char *end)
{
    const char *newline = memchr(line, '\n', (size_t)(end - line));
    return newline ? (size_t)(newline - line) : (size_t)(end - line);
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

static void for_names(gt__text *text, const char *from, const char *to, int number, int macros, each_name *each)
{
    while (from < to) {
        const size_t length = line_length(from, to);
        const char *name = NULL;
        int macro = 0, n = named_by(from, length, &name, &macro);
        if (n > 0 && (macros || !macro)) each(text, name, n, number);
        from += length + (from + length < to);
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
    const char *end = source + strlen(source);
    gt__text_join(program, mark, NULL);
    for_names(program, source, end, number, 0, rename_it);
    gt__text_join(program, source, "\n", NULL);
    for_names(program, source, end, number, 1, end_it);
}

int gt__batch_is(const char *source)
{
    return strstr(source, mark) != NULL;
}

/* ---- parts ---- */

static parts parts_of(const char *source)
{
    parts p = {source, strstr(source, marker), NULL, source + strlen(source)};
    for (const char *at = p.shared; at; at = strstr(at + 1, marker)) p.last = at;
    if (!p.last || p.last == p.shared) p.shared = p.last = source;
    return p;
}

/* 1 if the word stands anywhere in the text. */
static int has_word(const char *from, const char *to, const char *word, size_t length)
{
    for (const char *at = from; at + length <= to; at++) {
        at = memchr(at, *word, (size_t)(to - at));
        if (!at || at + length > to) return 0;
        if (memcmp(at, word, length) == 0 && (at == from || !is_word(at[-1])) &&
            (at + length == to || !is_word(at[length])))
            return 1;
    }
    return 0;
}

/* 1 if the line is one of those in the text. */
static int has_line(const char *from, const char *to, const char *line, size_t length)
{
    while (from < to) {
        const size_t other = line_length(from, to);
        if (other == length && memcmp(from, line, length) == 0) return 1;
        from += other + (from + other < to);
    }
    return 0;
}

/* 1 if every own macro of a that b does not have means nothing to the shared files. */
static int own_is_apart(const parts *a, const parts *b)
{
    for (const char *line = a->own; line < a->shared;) {
        const size_t length = line_length(line, a->shared);
        const char *name = NULL;
        int macro = 0;
        if (!has_line(b->own, b->shared, line, length)) {
            const int n = named_by(line, length, &name, &macro);
            if (!macro || has_word(a->shared, a->last, name, (size_t)n)) return 0;
        }
        line += length + (line + length < a->shared);
    }
    return 1;
}

static int share(const parts *a, const parts *b)
{
    const size_t length = (size_t)(a->last - a->shared);
    return length > 0 && length == (size_t)(b->last - b->shared) && memcmp(a->shared, b->shared, length) == 0 &&
           own_is_apart(a, b) && own_is_apart(b, a);
}

/* ---- the program ---- */

static void add_text(gt__text *program, const char *from, const char *to)
{
    gt__text_add(program, "%.*s\n", (int)(to - from), from);
}

static void add_kernel(gt__text *program, const parts *p, int number)
{
    add_text(program, p->own, p->shared);
    for_names(program, p->last, p->end, number, 0, rename_it);
    add_text(program, p->last, p->end);
    for_names(program, p->last, p->end, number, 1, end_it);
    for_names(program, p->own, p->shared, number, 1, end_it);
}

/* Those of all[first] and of those after it that share its files, which are done then: NULL. */
static void add_group(gt__text *program, parts *all, int first, int n)
{
    const parts leader = all[first];
    add_text(program, leader.own, leader.shared);
    for_names(program, leader.shared, leader.last, first, 0, rename_it);
    add_text(program, leader.shared, leader.last);
    for_names(program, leader.own, leader.shared, first, 1, end_it);
    for (int i = first; i < n; i++) {
        if (!all[i].own || (i > first && !share(&leader, &all[i]))) continue;
        add_kernel(program, &all[i], i);
        all[i].own = NULL;
    }
    for_names(program, leader.shared, leader.last, first, 1, end_it);
}

void gt__batch_write(gt__text *program, const char *const *sources, int n)
{
    parts *all = calloc((size_t)n + 1, sizeof *all);
    if (!all) program->failed = 1;
    for (int i = 0; i < n && all; i++)
        if (sources[i]) all[i] = parts_of(sources[i]);
    for (int i = 0; i < n && all; i++)
        if (all[i].own) add_group(program, all, i, n);
    free(all);
}
