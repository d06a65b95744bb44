#include "lines.h"

bs_bytes bs_put_lines(struct bs_cursor *c, struct bs_decoded *d, const char *name,
                      const char *ref, const struct bs_code *codes, size_t ncodes, size_t max)
{
    bs_bytes line, first = BS_BYTES("");
    for (size_t n = 0; n < max && bs_budget(d); n++) {
        uint32_t at = bs_cur_pos(c);
        if (!bs_cur_line(c, &line))
            break;
        if (n == 0)
            first = line;
        int code = bs_three_digits(line, 0);
        const struct bs_code *row =
            code < 0 ? NULL : bs_code_find(codes, ncodes, (uint64_t)(unsigned)code);
        if (line.n)
            bs_put_text(d, BS_MARK(name, ref, at, line.n), line, row ? row->meaning : NULL);
    }
    return first;
}

static bool token(bs_bytes b)
{
    for (size_t i = 0; i < b.n; i++) {
        int c = b.p[i] | 0x20;
        if (!(c >= 'a' && c <= 'z') && !bs_is_digit(b.p[i]) && b.p[i] != '-' && b.p[i] != '_')
            return false;
    }
    return b.n > 0 && b.n <= 64;
}

void bs_put_headers(struct bs_cursor *c, struct bs_decoded *d, const char *ref)
{
    bs_bytes line;
    while (bs_budget(d)) {
        uint32_t at = bs_cur_pos(c);
        if (!bs_cur_line(c, &line) || !line.n)
            return;
        size_t colon = bs_bytes_find(line, BS_BYTES(":"), 0);
        bs_bytes name = bs_bytes_sub(line, 0, colon);
        if (colon == SIZE_MAX || !token(name)) {
            bs_put_text(d, BS_MARK("line", ref, at, line.n), line, NULL);
            continue;
        }
        /* Only letters, digits, - and _ get here: safe as a field's name. */
        const char *z = d->keep ? bs_arena_str(d->arena, bs_bytes_str(name)).p : "";
        bs_put_text(d, BS_MARK(z, ref, at, line.n),
                    bs_trimmed(bs_bytes_sub(line, colon + 1, SIZE_MAX)), NULL);
    }
}

bs_bytes bs_header(bs_bytes text, const char *name)
{
    struct bs_cursor c = bs_cur(text, 0);
    bs_bytes line;
    size_t n = strlen(name);
    for (size_t i = 0; i < 100 && bs_cur_line(&c, &line) && line.n; i++)
        if (line.n > n && line.p[n] == ':' &&
            bs_str_eq_nocase(bs_bytes_str(bs_bytes_sub(line, 0, n)), bs_str_z(name)))
            return bs_trimmed(bs_bytes_sub(line, n + 1, SIZE_MAX));
    return BS_BYTES("");
}

bs_bytes bs_version_after(bs_bytes text, size_t from, size_t gap)
{
    size_t i = from, stop = from + gap;
    while (i < text.n && i < stop && !bs_is_digit(text.p[i])) {
        if (text.p[i] == '\n')
            return BS_BYTES("");
        i++;
    }
    size_t end = i;
    while (end < text.n && end - i < 40 && i < stop &&
           (bs_is_digit(text.p[end]) || text.p[end] == '.' ||
            (end > i && ((text.p[end] | 0x20) >= 'a' && (text.p[end] | 0x20) <= 'z')) ||
            (end > i && (text.p[end] == '_' || text.p[end] == '-'))))
        end++;
    while (end > i && text.p[end - 1] == '.')
        end--;
    return bs_bytes_sub(text, i, end - i);
}

void bs_name_maker(struct bs_decoded *d, bs_bytes text, const struct bs_maker *table, size_t n)
{
    bs_bytes head = bs_bytes_sub(text, 0, 1024);
    for (size_t i = 0; i < n; i++) {
        bs_bytes word = bs_str_bytes(bs_str_z(table[i].word));
        size_t at = bs_bytes_find_nocase(head, word, 0);
        if (at == SIZE_MAX)
            continue;
        bs_product(d, bs_str_bytes(bs_str_z(table[i].product)),
                   bs_version_after(head, at + word.n, 12));
        return;
    }
}
