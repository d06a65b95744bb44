/* What a made-up database answers. */
#include "screen.h"

#include <stdio.h>

static const uint8_t ldap[] = {0x30, 0x0c, 0x02, 0x01, 0x01, 0x61, 0x07,
                               0x0a, 0x01, 0x00, 0x04, 0x00, 0x04, 0x00};
static const char evil[] = "\x1b]0;pwned\x07\x9b[31m\xe2\x80\xae"
                           "abc\xe2\x80\x8b\xd7\x90\xef\xbb\xbf\x00\r\n\t\x7f\xff\xc0\xaf"
                           "\xe4\xb8\xad\xf0\x9f\x98\x80\\x41%s%n\xed\xa0\x80";

static bs_str text(const struct screen *s, const char *plain)
{
    if (s->seeded && strcmp(plain, s->seeded) == 0)
        return s->payload;
    return s->hostile ? (bs_str){evil, sizeof evil - 1} : bs_str_z(plain);
}

static bs_bytes wire(const struct screen *s, struct bs_arena *a)
{
    if (s->seeded && strcmp(s->seeded, "wire") == 0)
        return bs_str_bytes(s->payload);
    if (s->hostile)
        return (bs_bytes){(const uint8_t *)evil, sizeof evil - 1};
    if (s->content)
        return bs_str_bytes(bs_str_z(s->content));
    if (!s->wire_size)
        return (bs_bytes){ldap, sizeof ldap};
    uint8_t *p = bs_arena_alloc(a, s->wire_size);
    for (size_t i = 0; p && i < s->wire_size; i++)
        p[i] = (uint8_t)('a' + i % 26);
    return (bs_bytes){p, p ? s->wire_size : 0};
}

static void row(const struct screen *s, int64_t id, struct bs_arena *a, struct bs_row *r)
{
    static const enum bs_verdict cycle[] = {BS_UNKNOWN, BS_MEDICAL, BS_NON_MEDICAL};
    char ip[32];
    snprintf(ip, sizeof ip, "192.0.2.%d", (int)(id % 250));
    *r = (struct bs_row){.id = id, .count = id % 2 ? 1 : 214, .sightings = 2};
    bs_addr_parse(bs_str_z(ip), &r->target.ip);
    r->target.port = (uint16_t)(id % 3 ? 389 : 104);
    r->target.vhost = s->hostile ? text(s, "") : BS_STR("");
    r->org = text(s, "Example Hospital");
    r->asn = text(s, "AS64496");
    r->country = text(s, "NL");
    r->hostnames = text(s, "host.example");
    r->service = text(s, "ldap");
    r->product = text(s, "OpenLDAP");
    r->label = text(s, id % 4 ? "" : "directory");
    r->title = text(s, "");
    r->response = id % 7 != 0;
    r->verdict = r->rule_verdict = r->response ? cycle[id % 3] : BS_VERDICT_NONE;
    r->open = r->verdict == BS_UNKNOWN;
    for (size_t i = 0; i < s->decisions; i++)
        if (s->decided[i] == id) {
            r->verdict = s->verdicts[i];
            r->by_analyst = true;
            r->open = false;
        }
    r->banner = (bs_id)(id % 2 ? 1000 + id : 77);
    r->shape = 9;
    r->seen = 1500000000000000;
    r->preview = r->response ? wire(s, a) : (bs_bytes){NULL, 0};
    r->preview.n = r->preview.n > 256 ? 256 : r->preview.n;
}

static struct bs_decoded *reading(const struct screen *s, struct bs_arena *a)
{
    static const struct bs_decoder decoder = {
        .name = "ldap", .title = "LDAP", .standard = "RFC 4511"};
    struct bs_decoded *d = bs_arena_alloc(a, sizeof *d);
    const struct bs_field field[] = {
        {"LDAPMessage", text(s, "SEQUENCE, 12 bytes"), BS_STR(""),      NULL,                          0,       14,                           0                                   },
        {"messageID",   text(s, "1"),                  text(s,          "which request this answers"), NULL,    2,                            3,                                    1},
        {"bindResponse",             text(s,      "[APPLICATION 1]"),         BS_STR(""), NULL,            5,               9,                               1                                                   },
        {"resultCode",             text(s,        "success (0)"),           text(s,     "anyone may log in"),                  NULL, 7,        3,
         2},
        {"matchedDN",             text(s,                   ""),                              BS_STR(""),                           NULL,                                   10,   2, 2},
        {"diagnosticMessage",            text(s,                  ""),                     BS_STR(""),                   NULL,                            12,     2,           2                 },
    };
    d->decoder = &decoder;
    d->certainty = BS_PROVEN;
    d->summary = text(s, "LDAP BindResponse: success, anonymous bind accepted");
    d->field = bs_arena_alloc(a, sizeof field);
    memcpy(d->field, field, sizeof field);
    d->fields = BS_COUNT(field);
    return d;
}

/* The same bytes, taken for something else: the last of them alone mean anything. */
static void add_rival(struct bs_reply *r)
{
    static const struct bs_decoder other = {.name = "other", .title = "Other", .standard = ""};
    struct bs_decoded *both = bs_arena_alloc(&r->arena, 2 * sizeof *both);
    both[0] = r->reading[0];
    both[1] = (struct bs_decoded){.decoder = &other, .certainty = BS_LIKELY, .summary = BS_STR("another reading"),
                                  .field = bs_arena_alloc(&r->arena, sizeof(struct bs_field)), .fields = 1};
    both[1].field[0] = (struct bs_field){"trailer", BS_STR("two bytes"), BS_STR(""), NULL, 12, 2, 0};
    r->reading = both;
    r->readings = 2;
}

static void detail(const struct screen *s, const struct bs_job *j, struct bs_reply *r)
{
    struct bs_detail *d = bs_arena_alloc(&r->arena, sizeof *d);
    row(s, j->service, &r->arena, &d->row);
    d->traits.http_title = text(s, "Login");
    d->traits.cert_subject = text(s, "CN=host.example");
    if (s->web) {
        d->traits.favicon_hash = text(s, "-335242539");
        d->traits.cert_serial = text(s, "4711");
    }
    d->owner.org = text(s, "Example Hospital");
    d->owner.hostnames = text(s, "host.example\nmail.example");
    d->summary = text(s, "LDAP BindResponse: success");
    d->data = bs_str_bytes(text(s, "0\\x0c\\x02\\x01\\x01a\\x07\\n\\x01\\x00\\x04\\x00\\x04\\x00"));
    d->earlier = bs_arena_alloc(&r->arena, 3 * sizeof *d->earlier);
    d->earlier[0] = (struct bs_sighting){1400000000000000, d->row.banner};
    d->earlier[1] = (struct bs_sighting){1300000000000000, 4711};
    d->earlier[2] = (struct bs_sighting){1200000000000000, 4712};
    d->earliers = s->earlier ? 3 : 0;
    d->evidence = bs_arena_alloc(&r->arena, 2 * sizeof *d->evidence);
    d->evidence[0] = (struct bs_evidence){BS_EV_DECODER,
                                          BS_STRENGTH_STRONG,
                                          text(s, "decoder:ldap"),
                                          BS_STR("bytes"),
                                          7,
                                          3,
                                          text(s, "anonymous bind accepted")};
    d->evidence[1] = (struct bs_evidence){
        BS_EV_PORT, BS_STRENGTH_HINT, text(s, "protocols:389"), text(s, "port"), 0,
        0,          text(s, "")};
    d->evidences = d->row.response ? 2 : 0;
    d->event = bs_arena_alloc(&r->arena, sizeof *d->event);
    d->event[0] = (struct bs_event){.when = 1500000000000000,
                                    .analyst = text(s, "anna"),
                                    .kind = BS_STR("verdict"),
                                    .verdict = BS_MEDICAL,
                                    .note = text(s, "seen before"),
                                    .services = 3,
                                    .scope = BS_SCOPE_BANNER};
    d->events = j->service % 5 == 0;
    d->note = text(s, j->service % 5 ? "" : "seen before");
    d->sources = text(s, "file:demo.json.gz");
    d->json = text(s, s->json ? s->json : "{\"ip_str\": \"192.0.2.1\"}");
    d->scope_count[BS_SCOPE_SERVICE] = 1;
    d->scope_count[BS_SCOPE_BANNER] = d->row.count;
    d->scope_count[BS_SCOPE_SHAPE] = 229;
    r->detail = d;
    if (s->overridden) {
        r->step[0] = (struct bs_step){BS_STR("rules"), BS_UNKNOWN, text(s, "decoder:ldap"), BS_TIME_NONE, 0, false, false};
        r->step[1] = (struct bs_step){BS_STR("banner"), BS_NON_MEDICAL, text(s, "anna"), 1500000000000000, 214, true, true};
        r->steps = 2;
    }
    r->wire = d->row.response ? wire(s, &r->arena) : (bs_bytes){NULL, 0};
    r->notation = BS_NOTE_ESCAPED;
    r->reading = d->row.response ? reading(s, &r->arena) : NULL;
    r->readings = d->row.response && !s->content ? 1 : 0;
    if (s->rivals && r->readings)
        add_rival(r);
}

static void totals(struct screen *s, struct bs_reply *r)
{
    r->totals = bs_arena_alloc(&r->arena, sizeof *r->totals);
    r->totals->services = s->services;
    r->totals->aside = s->services ? 201 : 0;
    r->totals->unfinished = s->unfinished;
    r->totals->unfinished_credits = 7;
    r->totals->open = s->services / 3;
    r->totals->open_banners = s->services / 6;
    r->totals->verdict[BS_MEDICAL] = s->services / 3;
    r->totals->verdict[BS_UNKNOWN] = s->services / 3;
    r->hits = bs_arena_alloc(&r->arena, sizeof *r->hits);
    r->hits[0] = (struct bs_rule_hits){bs_str_z(s->hit_rule), 17};
    r->nhits = s->hit_rule ? 1 : 0;
}

static void decide(struct screen *s, const struct bs_job *j, struct bs_reply *r)
{
    if (s->fail_verdicts) {
        r->state = BS_REPLY_FAILED;
        bs_error_set(&r->error, BS_E_IO, "the disk is full");
        return;
    }
    r->event = bs_arena_alloc(&r->arena, sizeof *r->event);
    *r->event = (struct bs_event){
        .verdict = j->verdict, .scope = j->scope, .target = text(s, "192.0.2.1:389")};
    r->event->services = j->scope == BS_SCOPE_SHAPE    ? 229
                         : j->scope == BS_SCOPE_BANNER ? 214
                                                       : 1;
    snprintf(s->last_note, sizeof s->last_note, "%s", j->note ? j->note : "(keep)");
    snprintf(s->last_label, sizeof s->last_label, "%s", j->label ? j->label : "(keep)");
    s->many = j->n;
    if (s->decisions < BS_COUNT(s->decided)) {
        s->decided[s->decisions] = j->service;
        s->verdicts[s->decisions] = j->verdict;
        s->scopes[s->decisions++] = j->scope;
    }
}

static void undo(struct screen *s, const struct bs_job *j, struct bs_reply *r)
{
    if (j->redo || s->decisions == 0) {
        r->state = BS_REPLY_FAILED;
        bs_error_set(&r->error, BS_E_NOTFOUND, "nothing");
        return;
    }
    s->decisions--;
    r->event = bs_arena_alloc(&r->arena, sizeof *r->event);
    *r->event = (struct bs_event){
        .before = BS_MEDICAL, .services = 1, .target = BS_STR("192.0.2.1:389")};
}

/* Each line of the text is a query. */
static void count_many(const struct bs_job *j, struct bs_reply *r)
{
    bs_str rest = bs_str_z(j->text), query;
    r->count = bs_arena_alloc(&r->arena, 64 * sizeof *r->count);
    while (r->counts < 64 && bs_str_split(&rest, '\n', &query))
        r->count[r->counts++] = (struct bs_counted){bs_arena_str(&r->arena, query), 1699, 43,
                                                    1500000000000000};
    r->text = BS_STR("counted");
}

/* The user's own, one a row. */
static void rules_table(struct bs_reply *r)
{
    static const struct bs_table_column column[] = {
        {"id",   "rule", BS_CELL_TEXT, 14},
        {"line", "line", BS_CELL_TEXT, 0 },
    };
    struct bs_table *t = bs_arena_alloc(&r->arena, sizeof *t);
    *t = (struct bs_table){.name = "rules", .about = BS_STR("yours"), .empty = "None.", .column = column,
                           .columns = BS_COUNT(column), .rows = 2};
    t->row = bs_arena_alloc(&r->arena, t->rows * sizeof *t->row);
    for (size_t i = 0; i < t->rows; i++) {
        struct bs_table_cell *cell = bs_arena_alloc(&r->arena, t->columns * sizeof *cell);
        cell[0] = (struct bs_table_cell){bs_arena_printf(&r->arena, "user-%zu", i + 1), 0};
        cell[1] = (struct bs_table_cell){BS_STR("- \"x\""), 0};
        t->row[i] = (struct bs_table_row){.cell = cell, .filter = BS_STR(""), .query = BS_STR("")};
    }
    r->table = t;
}

/* What stands beside the heading, where there is room. */
static void add_sparks(struct bs_table *t)
{
    t->spark[0] = (struct bs_spark){.name = "seen", .n = {1, 4, 8}, .points = 3};
    t->spark[1] = (struct bs_spark){.name = "judged", .n = {8, 1}, .points = 2};
    t->sparks = 2;
}

static void table(const struct screen *s, struct bs_reply *r)
{
    static const struct bs_table_column column[] = {
        {"facet", "facet",    BS_CELL_TEXT,   10},
        {"count", "services", BS_CELL_NUMBER, 9 },
        {"bar",   "",         BS_CELL_BAR,    20},
        {"when",  "when",     BS_CELL_TIME,   16},
        {"value", "value",    BS_CELL_TEXT,   0 },
    };
    static const char *const value[] = {"Example Hospital", "Example University", "Another"};
    struct bs_table *t = bs_arena_alloc(&r->arena, sizeof *t);
    *t = (struct bs_table){.name = "facets",
                           .about = text(s, "all stored services"),
                           .empty = "Nothing.",
                           .column = column,
                           .columns = BS_COUNT(column),
                           .rows = BS_COUNT(value)};
    t->speaks_for = s->speaks_for;
    if (s->sparks)
        add_sparks(t);
    t->row = bs_arena_alloc(&r->arena, t->rows * sizeof *t->row);
    for (size_t at = 0; at < t->rows; at++) {
        const size_t i = s->reversed ? t->rows - 1 - at : at;
        struct bs_table_cell *cell =
            bs_arena_alloc(&r->arena, t->columns * sizeof *cell);
        const int64_t n = (int64_t)(300 >> i);
        cell[0] = (struct bs_table_cell){text(s, "org"), 0};
        cell[1] = cell[2] = (struct bs_table_cell){BS_STR(""), n};
        cell[3] = (struct bs_table_cell){BS_STR(""), i ? 1500000000000000 : 0};
        cell[4] = (struct bs_table_cell){text(s, value[i]), 0};
        t->row[at] = (struct bs_table_row){
            .cell = cell,
            .filter = s->dead_ends ? BS_STR("") : bs_arena_printf(&r->arena, "org:\"%s\"", value[i]),
            .query = s->dead_ends && i < 2
                         ? BS_STR("")
                         : bs_arena_printf(&r->arena, "country:NL org:\"%s\"", value[i]),
            .service = i == 1 ? 3 : 0};
    }
    r->table = t;
}

/* Of the LDAP answer: the length and the result code vary. */
static void template(struct bs_reply *r)
{
    r->template = bs_arena_alloc(&r->arena, sizeof *r->template);
    *r->template = (struct bs_template){.banners = 229, .services = 412, .parts = 2};
    r->template->part = bs_arena_alloc(&r->arena, 2 * sizeof *r->template->part);
    r->template->part[0] = (struct bs_template_part){.offset = 1, .length = 1, .mark = 'L', .distinct = 1,
                                                     .top = {{BS_BYTES("\x0c"), 412}}, .tops = 1};
    r->template->part[1] = (struct bs_template_part){.offset = 9, .length = 1, .mark = 'F', .distinct = 3,
                                                     .top = {{BS_BYTES("\x00"), 400}, {BS_BYTES("\x31"), 12}},
                                                     .tops = 2};
}

struct bs_reply *screen_answer(struct screen *s, const struct bs_job *j)
{
    struct bs_reply *r = bs_reply_new(j);
    switch (j->kind) {
    case BS_JOB_SELECT:
        r->n = (size_t)s->services;
        r->ids = bs_alloc((r->n + 1) * sizeof *r->ids);
        for (size_t i = 0; i < r->n; i++)
            r->ids[i] = (int64_t)i + 1;
        break;
    case BS_JOB_ROWS:
        r->row = bs_arena_alloc(&r->arena, j->n * sizeof *r->row);
        r->n = j->n;
        for (size_t i = 0; i < j->n; i++)
            row(s, j->ids[i], &r->arena, &r->row[i]);
        break;
    case BS_JOB_DETAIL:
        detail(s, j, r);
        break;
    case BS_JOB_BANNER:
        r->wire = bs_arena_bytes(&r->arena, BS_BYTES("0\x0c\x02\x01\x01" "a\x07\n\x01\x35\x04\x00\x04\x00"));
        break;
    case BS_JOB_HANDOVER:
        snprintf(s->last_label, sizeof s->last_label, "%s", j->label);
        r->text = text(s, "1 page written");
        break;
    case BS_JOB_WRITE:
        s->written = j->nbytes;
        s->forced = j->force;
        if (s->file_exists && !j->force) {
            r->state = BS_REPLY_FAILED;
            r->exists = true;
        } else {
            r->text = BS_STR("wrote it");
        }
        break;
    case BS_JOB_TOTALS:
        totals(s, r);
        break;
    case BS_JOB_DECIDE:
        decide(s, j, r);
        break;
    case BS_JOB_UNDO:
        undo(s, j, r);
        break;
    case BS_JOB_COUNT:
    case BS_JOB_FOLLOW:
        if (strchr(j->text, '\n')) {
            count_many(j, r);
            break;
        }
        r->total = s->hits ? s->hits : 1699;
        r->price = bs_query_pages(r->total);
        r->stored = 812;
        r->orgs = 43;
        r->counted = 1500000000000000;
        r->newest = s->newest ? s->newest : r->counted;
        r->credits = 98;
        break;
    case BS_JOB_TABLE:
        if (strncmp(j->text, "rules", 5) == 0)
            rules_table(r);
        else
            table(s, r);
        break;
    case BS_JOB_FACETS:
    case BS_JOB_RULE_TRY:
        table(s, r);
        break;
    case BS_JOB_REACH:
        r->reach = (struct bs_reach){(int64_t)j->n, (int64_t)j->n * 20, 3, 0};
        break;
    case BS_JOB_TEMPLATE:
        r->service = j->service;
        template(r);
        break;
    case BS_JOB_RULE_SET:
        r->done = j->text != NULL;
        r->rule = bs_arena_str(&r->arena, bs_str_z(j->text ? j->text : "- \"x\" id=user-1"));
        r->text = BS_STR("it is done");
        snprintf(s->last_label, sizeof s->last_label, "%s", j->label ? j->label : "");
        break;
    case BS_JOB_VALUES:
        r->text = bs_arena_str(&r->arena, bs_str_z(j->text));
        r->name = bs_arena_alloc(&r->arena, 2 * sizeof *r->name);
        r->name[0] = text(s, "Example Hospital");
        r->name[1] = text(s, "Example University");
        r->names = 2;
        break;
    case BS_JOB_COUNTED:
        break;
    case BS_JOB_INFO:
        r->credits = 98;
        r->text = text(s, "plan dev, 98 query credits left");
        break;
    case BS_JOB_SESSION:
    case BS_JOB_IMPORT:
    case BS_JOB_CLASSIFY:
    case BS_JOB_COLLECT:
    case BS_JOB_HOST:
    case BS_JOB_SAVE:
    case BS_JOB_MARK:
    case BS_JOB_LOOK:
    case BS_JOB_BLIND:
    case BS_JOB_MERGE:
    case BS_JOB_DROP:
        r->text = text(s, "10 read, 10 new");
        break;
    case BS_JOB_COUNT_KINDS:
        break;
    }
    return r;
}
