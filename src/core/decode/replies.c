#include "replies.h"

/* Replies only one of them has (RFC 959 4.2.1; RFC 5321 4.2.3, RFC 4954 6). */
static enum bs_dialect owner_of(int code)
{
    switch (code) {
    case 202: case 227: case 230: case 257: case 331: case 332: case 350: case 530: case 532:
        return BS_DIALECT_FTP;
    case 250: case 251: case 252: case 354: case 521: case 538: case 550: case 554: case 555:
        return BS_DIALECT_SMTP;
    default:
        return BS_DIALECT_NONE;
    }
}

/* The word as a command, not "User-Agent:" or a name in somebody else's bytes. */
static bool quotes(bs_bytes line, const char *command)
{
    bs_bytes word = {(const uint8_t *)command, strlen(command)};
    size_t at = bs_bytes_find_nocase(line, word, 0);
    int next = at == SIZE_MAX ? -1 : bs_at(line, at + word.n);

    return at != SIZE_MAX && (next < 0 || next == ' ' || next == '"' || next == '\'');
}

/* "502 Command not allowed: EHLO": a mail server knows EHLO, an FTP server knows USER. */
static enum bs_dialect of_complaint(bs_bytes line)
{
    int code = bs_three_digits(line, 0);

    if (code < 500 || code > 504)
        return BS_DIALECT_NONE;
    if (quotes(line, "ehlo"))
        return BS_DIALECT_FTP;
    return quotes(line, "user") || quotes(line, "pass") ? BS_DIALECT_SMTP : BS_DIALECT_NONE;
}

/* Enhanced status codes, "5.5.1" (RFC 2034), are mail's. */
static bool has_status(bs_bytes line)
{
    return line.n > 8 && bs_is_digit(line.p[4]) && line.p[5] == '.' && bs_is_digit(line.p[6]) &&
           line.p[7] == '.';
}

/* Mail servers must begin with their domain name (RFC 5321 4.2), FTP servers need not. */
static bool begins_with_domain(bs_bytes text)
{
    size_t dots = 0, n = 0;

    while (n < text.n && text.p[n] > ' ') {
        int c = text.p[n] | 0x20;
        dots += text.p[n] == '.' && n > 0;
        if (!(c >= 'a' && c <= 'z') && !bs_is_digit(text.p[n]) && text.p[n] != '-' &&
            text.p[n] != '.')
            return false;
        n++;
    }
    return dots > 0 && text.p[n - 1] != '.';
}

enum bs_dialect bs_reply_dialect(bs_bytes answer)
{
    bs_bytes line, first;
    struct bs_cursor c = bs_cur(bs_bytes_sub(answer, 0, 1024), 0);
    int code = bs_three_digits(answer, 0), sep = bs_at(answer, 3);

    if ((code != 220 && code != 421 && code != 530 && code != 554) || (sep != ' ' && sep != '-') ||
        !bs_cur_line(&c, &first))
        return BS_DIALECT_NONE;
    while (bs_cur_line(&c, &line)) {
        enum bs_dialect d = has_status(line) ? BS_DIALECT_SMTP : owner_of(bs_three_digits(line, 0));
        if (!d)
            d = of_complaint(line);
        if (d)
            return d;
    }
    if (code == 530)
        return BS_DIALECT_FTP;
    return code == 554 || begins_with_domain(bs_bytes_sub(first, 4, SIZE_MAX)) ? BS_DIALECT_SMTP
                                                                               : BS_DIALECT_FTP;
}
