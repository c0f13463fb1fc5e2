#define _POSIX_C_SOURCE 200809L /* strnlen */
#include "base/expression.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/op.h"

enum { NAME_BYTES = 63, DIGITS = 64, EXCERPT = 24, MOST_EXPONENT = 9999, FIRST_LEVEL = 1 };

typedef enum token_kind { TOKEN_END, TOKEN_NAME, TOKEN_NUMBER, TOKEN_SIGN } token_kind;

/* A part that has a name of its own in the text. */
typedef struct local {
    const char *name;
    int32_t length, term;
} local;

typedef struct parser {
    gt__expression *out;
    const char *text;
    const gt_arg *args;
    int32_t n;
    int reduces; /* parts may be reductions */
    const char *operation;
    int32_t argument; /* the number of the text */
    int32_t depth;
    gt_status status;
    token_kind kind; /* of the token that comes next */
    int32_t at, length;
    int32_t locals;
    local local[GT__EXPRESSION_TERMS];
} parser;

/* ---- failures ---- */

gt_status gt__expression_fail(gt_status status, const char *text, int32_t at, const char *operation, int32_t argument,
                              const char *format, ...)
{
    char message[400], excerpt[EXCERPT + 1];
    int32_t n = 0;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    for (; n < EXCERPT && text[at + n]; n++)
        excerpt[n] = (char)(text[at + n] >= ' ' && text[at + n] <= '~' ? text[at + n] : '?');
    excerpt[n] = 0;
    return gt__fail(status, operation, argument, "byte %d of the expression, %s%s%s: %s", (int)at,
                    n > 0 ? "\"" : "its end", excerpt, n > 0 ? (text[at + n] ? "...\"" : "\"") : "", message);
}

#define FAIL(p, status_, at_, ...)                                                                                     \
    ((p)->status = gt__expression_fail(status_, (p)->text, at_, (p)->operation, (p)->argument, __VA_ARGS__), -1)

/* ---- tokens: letters as in ASCII, whatever the locale ---- */

static int is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static int is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static int32_t word_length(const char *s)
{
    int32_t n = 0;
    while (is_letter(s[n]) || is_digit(s[n])) n++;
    return n;
}

/* Of a number as it is written: digits, a point, an exponent with its sign. What is wrong with it is said later. */
static int32_t number_length(const char *s)
{
    int32_t n = 0;
    while (is_letter(s[n]) || is_digit(s[n]) || s[n] == '.' ||
           ((s[n] == '+' || s[n] == '-') && n > 0 && (s[n - 1] == 'e' || s[n - 1] == 'E') && (s[1] | 0x20) != 'x'))
        n++;
    return n;
}

static const struct {
    char sign[3];
    int32_t level; /* of binding; the highest binds most */
    int32_t row;
} binary[] = {{"||", 1, GT_LOGICAL_OR},
              {"&&", 2, GT_LOGICAL_AND},
              {"==", 6, GT_EQUAL},
              {"!=", 6, GT_NOT_EQUAL},
              {"<=", 7, GT_LESS_EQUAL},
              {">=", 7, GT_GREATER_EQUAL},
              {"<<", 8, GT_BITWISE_LEFT_SHIFT},
              {">>", 8, GT_BITWISE_RIGHT_SHIFT},
              {"|", 3, GT_BITWISE_OR},
              {"^", 4, GT_BITWISE_XOR},
              {"&", 5, GT_BITWISE_AND},
              {"<", 7, GT_LESS},
              {">", 7, GT_GREATER},
              {"+", 9, GT_ADD},
              {"-", 9, GT_SUBTRACT},
              {"*", 10, GT_MULTIPLY},
              {"/", 10, GT_DIVIDE},
              {"%", 10, GT_REMAINDER}};
enum { BINARY = sizeof binary / sizeof *binary };

/* The longest operator of two operands that stands at s, or -1. */
static int32_t binary_at(const char *s)
{
    for (int32_t i = 0; i < BINARY; i++)
        if (strncmp(s, binary[i].sign, strlen(binary[i].sign)) == 0) return i;
    return -1;
}

static void next(parser *p)
{
    const char *s = p->text;
    p->at += p->length;
    while (s[p->at] == ' ' || s[p->at] == '\t' || s[p->at] == '\n' || s[p->at] == '\r') p->at++;
    s += p->at;
    if (is_letter(*s)) {
        p->kind = TOKEN_NAME;
        p->length = word_length(s);
    } else if (is_digit(*s) || (*s == '.' && is_digit(s[1]))) {
        p->kind = TOKEN_NUMBER;
        p->length = number_length(s);
    } else {
        const int32_t sign = binary_at(s);
        p->kind = *s ? TOKEN_SIGN : TOKEN_END;
        p->length = sign >= 0 ? (int32_t)strlen(binary[sign].sign) : *s != 0;
    }
}

/* Whether the next token is that sign of one character. */
static int is_sign(const parser *p, char sign)
{
    return p->kind == TOKEN_SIGN && p->length == 1 && p->text[p->at] == sign;
}

static int take_sign(parser *p, char sign)
{
    const int there = is_sign(p, sign);
    if (there) next(p);
    return there;
}

static int32_t unexpected(parser *p, const char *wanted)
{
    const unsigned char c = (unsigned char)p->text[p->at];
    if (p->kind == TOKEN_SIGN && (c < ' ' || c > '~'))
        return FAIL(p, GT_E_ARGUMENT, p->at, "a byte 0x%02x, which has no meaning", c);
    return FAIL(p, GT_E_ARGUMENT, p->at, "%s is wanted", wanted);
}

/* ---- terms ---- */

static int same_term(const gt__term *a, const gt__term *b)
{
    return a->kind == b->kind && a->which == b->which && a->row == b->row &&
           memcmp(a->child, b->child, sizeof a->child) == 0;
}

static int32_t add_term(parser *p, const gt__term *term)
{
    gt__expression *e = p->out;
    for (int32_t i = 0; i < e->terms; i++)
        if (same_term(&e->term[i], term)) return i;
    if (e->terms == GT__EXPRESSION_TERMS)
        return FAIL(p, GT_E_UNSUPPORTED, term->at, "more than %d different terms", (int)GT__EXPRESSION_TERMS);
    if (term->kind == GT__TERM_REDUCTION && e->reductions++ == GT__EXPRESSION_REDUCTIONS)
        return FAIL(p, GT_E_UNSUPPORTED, term->at, "more than %d different reductions", (int)GT__EXPRESSION_REDUCTIONS);
    e->term[e->terms] = *term;
    return e->terms++;
}

static int32_t add_row(parser *p, int32_t row, const int32_t *child, int32_t n, int32_t at)
{
    gt__term term = {.kind = GT__TERM_ROW, .row = (uint16_t)row, .at = at};
    for (int32_t i = 0; i < n; i++) {
        if (child[i] < 0) return -1;
        term.child[i] = (uint8_t)child[i];
    }
    return add_term(p, &term);
}

static int same_number(const gt_scalar *a, const gt_scalar *b)
{
    uint64_t x = 0, y = 0; /* 0.0 is not -0.0 */
    memcpy(&x, &a->re, sizeof x);
    memcpy(&y, &b->re, sizeof y);
    return a->dtype == b->dtype && a->i == b->i && x == y;
}

static int32_t add_number(parser *p, const gt_scalar *number, int32_t at)
{
    gt__expression *e = p->out;
    int32_t which = 0;
    while (which < e->numbers && !same_number(&e->number[which], number)) which++;
    if (which == GT__EXPRESSION_NUMBERS)
        return FAIL(p, GT_E_UNSUPPORTED, at, "more than %d different numbers", (int)GT__EXPRESSION_NUMBERS);
    if (which == e->numbers) e->number[e->numbers++] = *number;
    const gt__term term = {.kind = GT__TERM_NUMBER, .which = (uint8_t)which, .at = at};
    return add_term(p, &term);
}

/* ---- numbers ---- */

static int32_t bad_number(parser *p)
{
    return FAIL(p, GT_E_ARGUMENT, p->at, "no number");
}

static int digit_of(char c)
{
    if (is_digit(c)) return c - '0';
    const char lower = (char)(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : 16;
}

static int32_t whole_number(parser *p, const char *s, int32_t n, int base)
{
    gt_scalar number = {.dtype = GT_WEAK_INT};
    if (n == 0) return bad_number(p);
    for (int32_t i = 0; i < n; i++) {
        const int digit = digit_of(s[i]);
        if (digit >= base) return bad_number(p);
        if (__builtin_mul_overflow(number.i, base, &number.i) || __builtin_add_overflow(number.i, digit, &number.i))
            return FAIL(p, GT_E_ARGUMENT, p->at, "an integer above 9223372036854775807");
    }
    return add_number(p, &number, p->at);
}

/* The value of an exponent's digits, at most MOST_EXPONENT; -1 if they are none. */
static int32_t exponent_of(const char *s, int32_t n)
{
    int32_t value = 0;
    for (int32_t i = 0; i < n; i++) {
        if (!is_digit(s[i])) return -1;
        if (value < MOST_EXPONENT) value = 10 * value + (s[i] - '0');
    }
    return n > 0 ? value : -1;
}

/* Digits, a point among them, and an exponent: read as an integer times a power of ten, since strtod takes the point of
 * the locale. */
static int32_t broken_number(parser *p, const char *s, int32_t n)
{
    char plain[DIGITS + 16];
    int32_t digits = 0, power = 0, i = 0, points = 0;
    for (; i < n && (is_digit(s[i]) || s[i] == '.'); i++) {
        points += s[i] == '.';
        if (s[i] == '.') continue;
        power -= points;
        if (digits == DIGITS) return FAIL(p, GT_E_ARGUMENT, p->at, "a number of more than %d digits", (int)DIGITS);
        plain[digits++] = s[i];
    }
    if (points > 1) return bad_number(p);
    if (i < n) {
        const int sign = s[i + 1] == '+' || s[i + 1] == '-';
        if ((s[i] != 'e' && s[i] != 'E') || i + 1 + sign > n) return bad_number(p);
        const int32_t exponent = exponent_of(s + i + 1 + sign, n - i - 1 - sign);
        if (exponent < 0) return bad_number(p);
        power += s[i + 1] == '-' ? -exponent : exponent;
    }
    snprintf(plain + digits, sizeof plain - (size_t)digits, "e%d", (int)power);
    const gt_scalar number = {.dtype = GT_WEAK_FLOAT, .re = strtod(plain, NULL)};
    if (!isfinite(number.re)) return FAIL(p, GT_E_ARGUMENT, p->at, "a number that float64 does not hold");
    return add_number(p, &number, p->at);
}

static int32_t number(parser *p)
{
    const char *s = p->text + p->at;
    int32_t digits = 0, term;
    while (digits < p->length && is_digit(s[digits])) digits++;
    if (digits == p->length)
        term = whole_number(p, s, p->length, 10);
    else if (s[0] == '0' && (s[1] == 'x' || s[1] == 'X'))
        term = whole_number(p, s + 2, p->length - 2, 16);
    else
        term = broken_number(p, s, p->length);
    next(p);
    return term;
}

/* ---- names ---- */

static int is_word(const char *word, const char *s, int32_t length)
{
    return strlen(word) == (size_t)length && memcmp(word, s, (size_t)length) == 0;
}

static int32_t constant(parser *p, const char *s, int32_t length, int32_t at)
{
    static const struct {
        const char *name;
        gt_scalar value;
    } constants[] = {{"true", {.dtype = GT_WEAK_BOOL, .i = 1}},
                     {"false", {.dtype = GT_WEAK_BOOL}},
                     {"inf", {.dtype = GT_WEAK_FLOAT, .re = HUGE_VAL}},
                     {"nan", {.dtype = GT_WEAK_FLOAT, .re = NAN}},
                     {"pi", {.dtype = GT_WEAK_FLOAT, .re = 3.14159265358979323846}}};
    for (size_t i = 0; i < sizeof constants / sizeof *constants; i++)
        if (is_word(constants[i].name, s, length)) return add_number(p, &constants[i].value, at);
    return FAIL(p, GT_E_ARGUMENT, at, "no operand has this name");
}

static int32_t operand(parser *p, const char *s, int32_t length, int32_t at)
{
    for (int32_t i = 0; i < p->locals; i++)
        if (p->local[i].length == length && memcmp(p->local[i].name, s, (size_t)length) == 0) return p->local[i].term;
    for (int32_t i = 0; i < p->n; i++) {
        if (!is_word(p->args[i].name, s, length)) continue;
        const gt__term term = {.kind = GT__TERM_NAME, .which = (uint8_t)i, .at = at};
        return add_term(p, &term);
    }
    return constant(p, s, length, at);
}

static int32_t choice(parser *p);

/* The operands of a function, after the open bracket: how many there are, the first ones in child; or -1. */
static int32_t function_operands(parser *p, int32_t *child)
{
    int32_t n = 0;
    if (!is_sign(p, ')')) {
        do {
            const int32_t term = choice(p);
            if (term < 0) return -1;
            if (n < GT__EXPRESSION_ARITY) child[n] = term;
            n++;
        } while (take_sign(p, ','));
    }
    return take_sign(p, ')') ? n : unexpected(p, "an operator, a comma or a closing bracket");
}

static int32_t reduction(parser *p, const char *s, int32_t length, int32_t at)
{
    static const struct {
        const char *name;
        uint16_t row;
        uint8_t mean;
    } reductions[] = {{"sum", GT_ADD, 0},       {"mean", GT_ADD, 1},    {"prod", GT_MULTIPLY, 0},
                      {"max", GT_MAXIMUM, 0},   {"min", GT_MINIMUM, 0}, {"all", GT_LOGICAL_AND, 0},
                      {"any", GT_LOGICAL_OR, 0}};
    int32_t child[GT__EXPRESSION_ARITY], i = 0;
    const int32_t all = sizeof reductions / sizeof *reductions;
    while (i < all && !is_word(reductions[i].name, s, length)) i++;
    if (i == all) return FAIL(p, GT_E_OPERATION, at, "no operation has this name");
    if (!p->reduces) return FAIL(p, GT_E_OPERATION, at, "reductions are for gt_eval_along");
    const int32_t n = function_operands(p, child);
    if (n < 0) return -1;
    if (n != 1) return FAIL(p, GT_E_ARGUMENT, at, "%s takes 1 operand, not %d", reductions[i].name, (int)n);
    const gt__term term = {.kind = GT__TERM_REDUCTION,
                           .which = reductions[i].mean,
                           .row = reductions[i].row,
                           .child = {(uint8_t)child[0]},
                           .at = at};
    return add_term(p, &term);
}

/* The row of a function, or a reduction. */
static int32_t function(parser *p, const char *s, int32_t length, int32_t at)
{
    const gt__op *op = NULL;
    int32_t child[GT__EXPRESSION_ARITY];
    for (int32_t i = 0; (op = gt__op_at(i)) && !is_word(op->name, s, length);) i++;
    if (!op) return reduction(p, s, length, at);
    const int32_t n = function_operands(p, child);
    if (n < 0) return -1;
    if (n != op->arity)
        return FAIL(p, GT_E_ARGUMENT, at, "%s takes %d operands, not %d", op->name, (int)op->arity, (int)n);
    return add_row(p, op->value, child, n, at);
}

static int32_t name(parser *p)
{
    const char *s = p->text + p->at;
    const int32_t length = p->length, at = p->at;
    next(p);
    return take_sign(p, '(') ? function(p, s, length, at) : operand(p, s, length, at);
}

/* ---- grammar: a choice of three, operators of two operands by their levels, signs before an operand ---- */

static int32_t primary(parser *p)
{
    if (p->kind == TOKEN_NAME) return name(p);
    if (p->kind == TOKEN_NUMBER) return number(p);
    if (!take_sign(p, '(')) return unexpected(p, "an operand");
    const int32_t term = choice(p);
    if (term >= 0 && !take_sign(p, ')')) return unexpected(p, "an operator or a closing bracket");
    return term;
}

/* A minus before a number makes it the number below 0, in its place if no earlier term is it: it is the last one then.
 * before: terms before the operand. */
static int32_t negative(parser *p, int32_t term, int32_t before, int32_t at)
{
    gt__expression *e = p->out;
    const gt__term *of = term < 0 ? NULL : &e->term[term];
    if (!of || of->kind != GT__TERM_NUMBER) return add_row(p, GT_NEGATIVE, &term, 1, at);
    gt_scalar number = e->number[of->which];
    if (number.dtype == GT_WEAK_BOOL) return FAIL(p, GT_E_DTYPE, at, "minus true or false");
    number.i = -number.i;
    number.re = number.dtype == GT_WEAK_FLOAT ? -number.re : 0;
    if (term >= before) {
        e->terms--;
        e->numbers--;
    }
    return add_number(p, &number, at);
}

static int enter(parser *p)
{
    if (++p->depth <= GT__EXPRESSION_DEPTH) return 1;
    return FAIL(p, GT_E_UNSUPPORTED, p->at, "nested deeper than %d", (int)GT__EXPRESSION_DEPTH) == 0;
}

static int32_t prefixed(parser *p)
{
    const int32_t at = p->at, before = p->out->terms;
    char sign = '\0';
    if (is_sign(p, '-') || is_sign(p, '+') || is_sign(p, '!') || is_sign(p, '~')) sign = p->text[at];
    if (!sign) return primary(p);
    if (!enter(p)) return -1;
    next(p);
    const int32_t term = prefixed(p);
    p->depth--;
    if (sign == '-') return negative(p, term, before, at);
    if (sign == '+' && term >= 0 && p->out->term[term].kind == GT__TERM_NUMBER) return term;
    return add_row(p, sign == '+' ? GT_POSITIVE : sign == '!' ? GT_LOGICAL_NOT : GT_BITWISE_INVERT, &term, 1, at);
}

static int32_t chain(parser *p, int32_t level)
{
    int32_t child[2] = {prefixed(p), 0};
    while (child[0] >= 0 && p->kind == TOKEN_SIGN) {
        const int32_t at = p->at, sign = binary_at(p->text + at);
        if (sign < 0 || binary[sign].level < level) break;
        next(p);
        child[1] = chain(p, binary[sign].level + 1);
        child[0] = add_row(p, binary[sign].row, child, 2, at);
    }
    return child[0];
}

static int32_t choice(parser *p)
{
    int32_t child[3] = {-1, -1, -1};
    if (!enter(p)) return -1;
    child[0] = chain(p, FIRST_LEVEL);
    const int32_t at = p->at;
    if (child[0] >= 0 && take_sign(p, '?')) {
        child[1] = choice(p);
        if (child[1] >= 0 && !take_sign(p, ':'))
            unexpected(p, "an operator or a colon");
        else if (child[1] >= 0)
            child[2] = choice(p);
        child[0] = add_row(p, GT_WHERE, child, 3, at);
    }
    p->depth--;
    return child[0];
}

/* ---- a text ---- */

/* Whether a part with a name comes next: "name =". */
static int is_local(const parser *p)
{
    const char *s = p->text + p->at + p->length;
    if (p->kind != TOKEN_NAME) return 0;
    s += strspn(s, " \t\r\n");
    return s[0] == '=' && s[1] != '=';
}

static int is_named(const parser *p, const char *s, int32_t length)
{
    for (int32_t i = 0; i < p->n; i++)
        if (is_word(p->args[i].name, s, length)) return 1;
    for (int32_t i = 0; i < p->locals; i++)
        if (p->local[i].length == length && memcmp(p->local[i].name, s, (size_t)length) == 0) return 1;
    return 0;
}

static int32_t add_local(parser *p)
{
    local named = {.name = p->text + p->at, .length = p->length};
    if (is_named(p, named.name, named.length)) return FAIL(p, GT_E_ARGUMENT, p->at, "something has this name already");
    if (p->locals == GT__EXPRESSION_TERMS)
        return FAIL(p, GT_E_UNSUPPORTED, p->at, "more than %d names", (int)GT__EXPRESSION_TERMS);
    next(p);
    next(p);
    named.term = choice(p);
    if (named.term >= 0) p->local[p->locals++] = named;
    return named.term;
}

static int32_t add_result(parser *p)
{
    gt__expression *e = p->out;
    if (e->results == GT__EXPRESSION_RESULTS)
        return FAIL(p, GT_E_UNSUPPORTED, p->at, "more than %d results", (int)GT__EXPRESSION_RESULTS);
    const int32_t term = choice(p);
    if (term >= 0) e->result[e->results++] = term;
    return term;
}

/* What no result needs is left out: such terms are of kind GT__TERM_UNUSED. */
static void drop_unused(gt__expression *e)
{
    uint8_t used[GT__EXPRESSION_TERMS] = {0};
    for (int32_t i = 0; i < e->results; i++) used[e->result[i]] = 1;
    for (int32_t i = e->terms - 1; i >= 0; i--) {
        const gt__op *op = e->term[i].kind == GT__TERM_ROW ? gt__op_of(e->term[i].row) : NULL;
        const int32_t children = op ? op->arity : e->term[i].kind == GT__TERM_REDUCTION;
        for (int32_t k = 0; used[i] && k < children; k++) used[e->term[i].child[k]] = 1;
        if (!used[i]) e->term[i].kind = GT__TERM_UNUSED;
    }
}

static gt_status check_names(const gt_arg *args, int32_t n, const char *operation, int32_t argument)
{
    for (int32_t i = 0; i < n; i++) {
        const char *name = args[i].name;
        if (!name) return gt__fail(GT_E_ARGUMENT, operation, argument, "operand %d has no name", (int)i + 1);
        const int32_t length = is_letter(*name) ? (int32_t)strnlen(name, NAME_BYTES + 1) : 0;
        if (length == 0 || length > NAME_BYTES || word_length(name) != length)
            return gt__fail(GT_E_ARGUMENT, operation, argument,
                            "the name of operand %d is not 1 to %d letters, digits and _, a letter or _ first",
                            (int)i + 1, (int)NAME_BYTES);
        for (int32_t j = 0; j < i; j++)
            if (strcmp(args[j].name, name) == 0)
                return gt__fail(GT_E_ARGUMENT, operation, argument, "operands %d and %d have one name, %s", (int)j + 1,
                                (int)i + 1, name);
    }
    return GT_OK;
}

gt_status gt__expression_parse(gt__expression *out, const char *text, const gt_arg *args, int32_t n, int reduces,
                               const char *operation, int32_t text_argument, int32_t args_argument)
{
    parser p;
    memset(&p, 0, offsetof(parser, local));
    p.out = out;
    p.text = text;
    p.args = args;
    p.n = n;
    p.reduces = reduces;
    p.operation = operation;
    p.argument = text_argument;
    out->terms = out->numbers = out->results = out->reductions = 0;
    if (n < 1 || n > GT__EXPRESSION_NAMES)
        return gt__fail(GT_E_ARGUMENT, operation, args_argument + 1, "%d operands, not 1 to %d", (int)n,
                        (int)GT__EXPRESSION_NAMES);
    GT__TRY(check_names(args, n, operation, args_argument));
    if (strnlen(text, GT__EXPRESSION_BYTES + 1) > GT__EXPRESSION_BYTES)
        return gt__fail(GT_E_UNSUPPORTED, operation, text_argument, "an expression of more than %d bytes",
                        (int)GT__EXPRESSION_BYTES);
    next(&p);
    do
        if ((is_local(&p) ? add_local(&p) : add_result(&p)) < 0) return p.status;
    while (take_sign(&p, ';'));
    if (p.kind != TOKEN_END)
        unexpected(&p, "an operator or the end");
    else if (out->results == 0)
        p.status = gt__expression_fail(GT_E_ARGUMENT, text, p.at, operation, text_argument,
                                       "no result: every part has a name");
    if (p.status == GT_OK) drop_unused(out);
    return p.status;
}
