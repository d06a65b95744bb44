/* Gopher menus and errors (RFC 1436 3.8, Gopher+ errors).
 *
 * Proven by a line of a known item type with its three tabs and a port number, and a
 * second such line or the lone dot of the end; one line without the dot is likely only.
 */
#include "lines.h"

enum { LINES_MAX = 200, LINE_MAX_BYTES = 1024 };

static const struct bs_code types[] = {
    {'0', "text file",      NULL                                  },
    {'1', "menu",           NULL                                  },
    {'2', "CSO phone book", NULL                                  },
    {'3', "error",          "the server refuses, or finds nothing"},
    {'4', "BinHex file",    NULL                                  },
    {'5', "DOS archive",    NULL                                  },
    {'6', "uuencoded file", NULL                                  },
    {'7', "search",         NULL                                  },
    {'8', "telnet session", NULL                                  },
    {'9', "binary file",    NULL                                  },
    {'+', "mirror",         NULL                                  },
    {'g', "GIF image",      NULL                                  },
    {'I', "image",          NULL                                  },
    {'T', "tn3270 session", NULL                                  },
    {'i', "text",           "a line to be read, not followed"     },
    {'h', "HTML page",      NULL                                  },
    {'s', "sound",          NULL                                  },
};
static const struct bs_maker makers[] = {
    {"gophernicus", "Gophernicus"},
    {"pygopherd",   "PyGopherd"  },
    {"bucktooth",   "Bucktooth"  },
    {"geomyidae",   "geomyidae"  },
    {"motsognir",   "Motsognir"  },
    {"gofish",      "GoFish"     },
};

struct item {
    int type;
    bs_bytes text, selector, host, port;
};

static bool cut_tab(bs_bytes *rest, bs_bytes *field)
{
    size_t tab = bs_bytes_find(*rest, BS_BYTES("\t"), 0);
    if (tab == SIZE_MAX)
        return false;
    *field = bs_bytes_sub(*rest, 0, tab);
    *rest = bs_bytes_sub(*rest, tab + 1, SIZE_MAX);
    return true;
}

static bool read_item(bs_bytes line, struct item *i)
{
    i->type = bs_at(line, 0);
    if (i->type < 0 || strcmp(BS_CODE(types, (uint64_t)i->type)->name, "unknown") == 0)
        return false;
    bs_bytes rest = bs_bytes_sub(line, 1, SIZE_MAX);
    if (!cut_tab(&rest, &i->text) || !cut_tab(&rest, &i->selector) ||
        !cut_tab(&rest, &i->host))
        return false;
    size_t n = 0;
    while (n < 6 && bs_is_digit(bs_at(rest, n)))
        n++;
    i->port = bs_bytes_sub(rest, 0, n);
    /* Gopher+ puts a tab and '+' behind the port. */
    return n > 0 && n < 6 && (n == rest.n || rest.p[n] == '\t');
}

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    bs_bytes b = bs_bytes_sub(in->bytes, 0, 2 * LINE_MAX_BYTES), line;
    if (b.n < 6 || (BS_CODE(types, b.p[0])->code != b.p[0]) || !memchr(b.p, '\t', b.n))
        return BS_NOT;
    struct bs_cursor c = bs_cur(b, 0);
    struct item i;
    if (!bs_cur_line(&c, &line) || !read_item(line, &i))
        return BS_NOT;
    if (bs_cur_line(&c, &line) &&
        (read_item(line, &i) || bs_str_eq(bs_bytes_str(line), BS_STR("."))))
        return BS_PROVEN;
    return BS_LIKELY;
}

static void put_item(struct bs_decoded *d, uint32_t at, bs_bytes line,
                     const struct item *i)
{
    const struct bs_code *t = BS_CODE(types, (uint64_t)(unsigned)i->type);
    bs_put_text(d, BS_MARK("item", "RFC 1436 3.4", at, line.n), i->text, t->name);
    bs_open(d);
    bs_put(d, BS_MARK("type", "RFC 1436 3.8", at, 1), t->meaning, "%s (%c)", t->name,
           i->type);
    at += 1;
    bs_put_text(d, BS_MARK("display string", "RFC 1436 3.4", at, i->text.n), i->text,
                NULL);
    at += (uint32_t)i->text.n + 1;
    bs_put_text(d, BS_MARK("selector", "RFC 1436 3.4", at, i->selector.n), i->selector,
                NULL);
    at += (uint32_t)i->selector.n + 1;
    bs_put_text(d, BS_MARK("host", "RFC 1436 3.4", at, i->host.n), i->host,
                "where the item is: the server's own name, or another's");
    at += (uint32_t)i->host.n + 1;
    bs_put_text(d, BS_MARK("port", "RFC 1436 3.4", at, i->port.n), i->port, NULL);
    bs_close(d);
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    struct bs_cursor c = bs_cur(in->bytes, 0);
    bs_bytes line, first = BS_BYTES("");
    struct item i;
    unsigned items = 0;
    bool error = false;
    for (int n = 0; n < LINES_MAX && bs_budget(d); n++) {
        uint32_t at = bs_cur_pos(&c);
        if (!bs_cur_line(&c, &line))
            break;
        if (!read_item(line, &i)) {
            bs_put_text(d, BS_MARK("line", "RFC 1436 3.8", at, line.n), line,
                        bs_str_eq(bs_bytes_str(line), BS_STR(".")) ? "the end of the menu"
                                                                   : NULL);
            continue;
        }
        put_item(d, at, line, &i);
        error |= i.type == '3';
        items++;
        if (!bs_trimmed(first).n)
            first = i.text;
    }
    bs_name_maker(d, in->bytes, makers, BS_COUNT(makers));
    bs_summary(d, "Gopher %s: %s", error && items == 1 ? "error" : "menu",
               bs_quote(d, first, 120));
}

const struct bs_decoder bs_decoder_gopher = {
    .name = "gopher",
    .title = "Gopher",
    .standard = "RFC 1436",
    .drawn_by = "Gopher selector: an empty line, or any line",
    .probe = probe,
    .decode = decode,
};
