/* cli.h - what the commands of the program share.  Layer 6.
 *
 * A command is one file cmd_NAME.c that defines `const struct bs_command bs_cmd_NAME` and one word
 * in local.mk; the table is generated. */
#ifndef BS_CLI_H
#define BS_CLI_H

#include "bannerscope/engine.h"
#include "bannerscope/gate.h"
#include "harden.h"

struct bs_keymap;

/* -- stdout ------------------------------------------------------------------------------ */

/* The only writer of stdout.  Buffered; the first error is kept and told by out_flush().  A
 * reader that went away (EPIPE) is no error: `closed` is set and the rest is dropped. */
struct out {
    struct bs_buf buf;
    enum bs_gate_mode gate;
    bool closed;
    int error; /* errno of the first failed write */
};
void out_init(struct out *o, enum bs_gate_mode gate);
void out_str(struct out *o, bs_str s);       /* our own words, or text that was gated */
void out_data(struct out *o, bs_bytes data); /* a stranger's text: gated, on one line */
void out_printf(struct out *o, const char *fmt, ...) BS_PRINTF(2, 3);
bool out_stopped(const struct out *o);       /* nobody reads on, or it cannot be written */
bs_err out_flush(struct out *o, struct bs_error *e);
void out_fini(struct out *o);
bs_err out_sink(void *ctx, bs_str piece, struct bs_error *e); /* a bs_sink_fn; ctx: struct out */

/* One line on stderr: "bannerscope: ...". */
void note_printf(const char *fmt, ...) BS_PRINTF(1, 2);
void note_plain(const char *line); /* as it is, without the name in front */

/* -- options and commands ---------------------------------------------------------------- */

enum { CLI_OPTIONS_MAX = 12 };
struct cli_option {
    const char *name;
    char letter;      /* 0 = none */
    const char *arg;  /* what help calls its argument; NULL = a switch; "[=FILE]": may be absent */
    const char *help;
};

/* What a command reaches beyond the database, the lists and the files that its words name; it gives
 * up the rest before it runs (sandbox.c). */
enum {
    CLI_USES_SHODAN = 1,   /* the network, the key, the rate file */
    CLI_USES_KEY = 2,      /* where the key is stored */
    CLI_USES_NEW_KEY = 4,  /* and stores another one */
    CLI_USES_DATA = 8,     /* may make the database, and the folder for it */
    CLI_USES_CONFIG = 16,  /* writes configuration or the user's own lists */
    CLI_USES_OTHER_DB = 32, /* its argument is another database, perhaps in use */
    CLI_USES_TEMPORARY = 64, /* tries something on a copy in /tmp first */
    CLI_USES_SCREEN = 128, /* opens the screen: other programs, names typed later */
};

struct cli;
struct bs_command {
    const char *name, *usage; /* usage: what follows the name */
    const char *help;         /* first line: what it does; then the details */
    const struct cli_option *options; /* name NULL at the end; may be NULL */
    int args_min, args_max;   /* -1 = any number */
    unsigned uses;            /* CLI_USES_... */
    bs_err (*run)(struct cli *c, struct bs_error *e);
};
extern const struct bs_command *const bs_commands[]; /* generated; NULL at the end */
const struct bs_command *command_find(const char *name);

/* Everything one run of the program knows. */
struct cli {
    const char *db, *data_dir, *config, *theme, *analyst, *api_url, *query, *scope,
        *pipe_command, *columns, *list_columns, *clipboard, *clipboard_command, *editor, *pager, *sandbox;
    bool db_given, data_dir_given, ascii, no_color, mouse, bell, title, confirm_shape, confirm_quit,
        plain_ui, want_help, want_version;
    struct bs_keymap *keymap;       /* in the arena */
    int config_bad, config_warned;  /* lines of the configuration */
    int verbose;
    int64_t max_credits, keep_credits; /* as in struct bs_purse */
    const struct bs_command *cmd;
    const char *opt[CLI_OPTIONS_MAX]; /* of the command, by its index there; "" = a switch */
    char **arg;                       /* the words behind the command */
    int args;

    struct hardened hardened;
    const char *sandboxed; /* in words, once sandbox_enter() was called */
    bool in_sandbox;
    struct out out;
    struct bs_arena arena; /* lives as long as the run */
    struct bs_filter_names names; /* what is in names_file() */
    bool names_loaded;
    struct bs_rules *rules;
    int bad_rules; /* lines and files of them that need_rules() complained about */
    struct bs_store *store;
    struct bs_key *key;
    bs_err key_err; /* of the environment's, taken at the start; told when a key is needed */
    struct bs_error key_why;
    char key_where[256];
    struct bs_api *api;
    int64_t rejected;      /* input that was refused and named on stderr */
    int64_t last_progress; /* monotonic microseconds */
    bool progress_shown;
};

const struct cli_option *option_for_all(size_t i); /* those of every command; NULL at the end */
/* Reads the command line into *c.  BS_E_USAGE with the reason. */
bs_err options_parse(struct cli *c, int argc, char **argv, struct bs_error *e);
void help_program(struct cli *c);
void help_command(struct cli *c, const struct bs_command *cmd);
/* Value of a `--limit`-like option, or `otherwise` when it was not given. */
bs_err option_number(const struct cli *c, int opt, int64_t otherwise, int64_t *out,
                     struct bs_error *e);
/* Index of the option's value in `names` (NULL at the end), or `otherwise`. */
bs_err option_choice(const struct cli *c, int opt, const char *const *names, int otherwise,
                     int *out, struct bs_error *e);
/* --format table, csv or ndjson: an enum output_format; a table where it was not given. */
enum output_format { FORMAT_TABLE, FORMAT_CSV, FORMAT_NDJSON };
bs_err option_format(const struct cli *c, int opt, int *out, struct bs_error *e);
#define CLI_FORMAT_OPTION {"format", 0, "FORMAT", "table, csv or ndjson"}
bs_str words_joined(struct cli *c); /* the arguments, with a blank between */

/* -- the surroundings -------------------------------------------------------------------- */

/* Fills what no option gave from the configuration file, the environment and the defaults. */
bs_err surroundings(struct cli *c, struct bs_error *e);
void config_read(struct cli *c); /* complaints go to stderr; the good rest holds */
bs_err config_write(struct cli *c, struct bs_error *e); /* a commented one; never over another */
bool theme_find(struct cli *c, const char *name);
void themes_list(struct cli *c, char *out, size_t max); /* names with blanks between, sorted */
const char *path_data_home(struct cli *c);   /* $XDG_DATA_HOME/bannerscope */
const char *path_config_home(struct cli *c); /* $XDG_CONFIG_HOME/bannerscope */
const char *path_state_home(struct cli *c);  /* $XDG_STATE_HOME/bannerscope */
const char *path_find_data(struct cli *c);
const char *path_user_rules(struct cli *c); /* the user's own lists and patterns */
const char *path_join(struct cli *c, const char *dir, const char *name);
/* Where all copies of the program keep the time of the last answer; NULL: it cannot be kept. */
const char *rate_file(struct cli *c);
const char *names_file(struct cli *c); /* Shodan's own list of filters; NULL: it cannot be kept */

/* Opened once; closed when the program ends. */
bs_err need_rules(struct cli *c, struct bs_error *e);
/* READ: there has to be one already.  WRITE: made when absent; a read-only one is an error. */
bs_err need_store(struct cli *c, enum bs_store_role role, struct bs_error *e);
bs_err need_existing_store(struct cli *c, struct bs_error *e); /* WRITE, but never made anew */
/* c->key: the environment's, else the stored one; c->key_where says which, or where it was looked for. */
bs_err need_key(struct cli *c, struct bs_error *e);
bs_err need_api(struct cli *c, struct bs_error *e); /* with that key */
bs_err open_api(struct cli *c, const struct bs_key *key, struct bs_error *e);
const struct bs_filter_names *need_names(struct cli *c);
bs_err parse_query(struct cli *c, bs_str text, enum bs_query_use use, struct bs_query *q,
                   struct bs_error *e);
bs_err find_target(struct cli *c, const char *text, int64_t *id, struct bs_error *e);
/* The n-th (from 1, newest first) earlier banner of a service that is not the present one; *when
 * (may be NULL) its sighting.  BS_E_NOTFOUND says how many there are. */
bs_err find_earlier(struct cli *c, const struct bs_detail *d, int64_t n, bs_bytes *data,
                    bs_bytes *raw, bs_time *when, struct bs_error *e);

/* Ctrl-C during a long command: from then on it only sets a sign that the command looks at. */
void interrupt_defer(void);
bool interrupt_asked(void);

/* For import, collect, classify: progress on a terminal at most ten times a second, and
 * complaints about input, counted in c->rejected.  ctx is the struct cli. */
bool progress_show(void *ctx, int64_t done, int64_t total);
void progress_clear(struct cli *c);
void complain_input(void *ctx, const char *message);
bs_err import_one(struct cli *c, const char *path, bool keep_json, struct bs_import_summary *sum,
                  struct bs_error *e);

/* Asks for the key, checks it, stores it; says so on stdout. */
bs_err init_key(struct cli *c, struct bs_error *e);

/* -- asking ------------------------------------------------------------------------------ */

bool ask_possible(void); /* stdin and stderr are terminals */
/* One line of stdin without its end; of one that is too long nothing is kept. */
enum ask_line { ASK_LINE_OK, ASK_LINE_END, ASK_LINE_LONG };
enum ask_line ask_line(char *out, size_t max);
bool ask_yes(const char *question); /* on stderr; anything but y and yes is no */
/* A line without echo from a terminal, or the first line of stdin; wiped by the caller. */
bs_err ask_secret(const char *prompt, char *out, size_t max, struct bs_error *e);

#endif
