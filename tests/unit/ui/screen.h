/* screen.h - an app with a made-up engine behind it: jobs are answered at once, or when
 * asked. */
#ifndef BS_TEST_SCREEN_H
#define BS_TEST_SCREEN_H

#include "bannerscope/ui.h"

/* A job as it was posted. */
struct posted {
    char text[512], label[512], note[128];
    int64_t service, limit;
    enum bs_scope scope;
    enum bs_verdict verdict;
};
struct screen {
    struct bs_app *app;
    struct bs_grid grid;
    int64_t services; /* rows the database has */
    bool hostile;     /* every text is one that attacks a terminal */
    bs_str payload;       /* this one text, in place of the field whose plain text is `seeded` */
    const char *seeded;   /* "wire" is the banner */
    bool fail_verdicts;
    bool overridden;      /* an analyst's verdict stands over the rules' */
    bool file_exists;     /* where bytes are to be written */
    bool forced;
    size_t written;       /* bytes of the last WRITE job */
    bool earlier;         /* other banners were seen here before */
    bool web;             /* with a favicon and a certificate's serial number */
    const char *json;     /* the record's text */
    const char *content;  /* what every banner is; NULL = the LDAP answer */
    int64_t unfinished; /* collections */
    int64_t hits;         /* at Shodan; 0 = 1699 */
    bs_time newest;       /* of what is stored of them; 0 = years ago */
    enum bs_speaks speaks_for; /* what a verdict means in a list */
    bool reversed, sparks; /* of a list: turned round; with lines beside its heading */
    bool dead_ends;       /* no row leads to services, and only the last one to a query */
    bool rivals;          /* the bytes can be read in two ways */
    const char *hit_rule; /* has 17 hits, or NULL */
    size_t wire_size;     /* 0 = a short LDAP answer, else that many bytes */
    int64_t decided[64];  /* services decided, in order */
    enum bs_verdict verdicts[64];
    enum bs_scope scopes[64];
    size_t decisions;
    size_t many;          /* services the last one was given for at once; 0 = one */
    size_t jobs[BS_JOB_COUNT_KINDS]; /* how many were posted */
    struct posted last[BS_JOB_COUNT_KINDS];
    uint64_t fails; /* bits by kind: those that fail, with ... */
    struct bs_error failure;
    char last_select[512], last_text[512], last_note[128], last_label[128];
    bs_time now;
};

/* 12 services, or as set before; `o` may be NULL. */
void screen_open(struct screen *s, const struct bs_app_options *o, int rows, int cols);
void screen_close(struct screen *s);
void screen_resize(struct screen *s, int rows, int cols);
/* Names as in the action table, blank-separated: "j j Enter ^D", "text:abc" types. */
void screen_keys(struct screen *s, const char *keys);
void screen_key(struct screen *s, struct bs_key_event k);
void screen_reply(struct screen *s, struct bs_reply *r);
/* Answers jobs until none is left. */
void screen_settle(struct screen *s);
struct bs_reply *screen_answer(struct screen *s, const struct bs_job *j);
void screen_draw(struct screen *s);
/* The whole screen holds the text (after drawing it); lacks() is quiet about it. */
bool screen_has(struct screen *s, const char *text);
bool screen_lacks(struct screen *s, const char *text);
/* What is wrong with the grid, or NULL: controls, halves of wide characters, cursor
 * outside. */
const char *screen_fault(const struct bs_grid *g, bool ascii);

#endif
