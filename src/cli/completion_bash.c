#include "completion.h"

/* The word is taken from the line itself: bash cuts words at : and =, which ours hold. */
static const char functions[] =
    "_bannerscope_words() {\n"
    "    local IFS=$' \\t\\n' cut= word\n"
    "    case $COMP_WORDBREAKS in *:*) cut=${cur%\"${cur##*:}\"} ;; esac\n"
    "    for word in $(compgen -W \"$1\" -- \"$cur\"); do\n"
    "        COMPREPLY+=(\"${word#\"$cut\"}\")\n"
    "    done\n"
    "    case ${COMPREPLY[0]-} in *[:=]) compopt -o nospace 2>/dev/null ;; esac\n"
    "}\n"
    "_bannerscope_list() { # several words with commas between\n"
    "    local IFS=$' \\t\\n' before= word=$cur\n"
    "    case $cur in *,*) before=${cur%,*}, word=${cur##*,} ;; esac\n"
    "    COMPREPLY=($(compgen -P \"$before\" -W \"$1\" -- \"$word\"))\n"
    "    compopt -o nospace 2>/dev/null\n"
    "}\n"
    "_bannerscope_files() {\n"
    "    local IFS=$'\\n'\n"
    "    COMPREPLY+=($(compgen \"$1\" -- \"$cur\"))\n"
    "    compopt -o filenames 2>/dev/null\n"
    "}\n";

static const char begin[] =
    "    local cur prev command= i options= words= more= line=${COMP_LINE:0:COMP_POINT}\n"
    "    COMPREPLY=()\n"
    "    cur=${line##*[[:space:]]}\n"
    "    line=${line%\"$cur\"}\n"
    "    line=${line%\"${line##*[![:space:]]}\"}\n"
    "    prev=${line##*[[:space:]]}\n"
    "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
    "        case \" $commands \" in\n"
    "        *\" ${COMP_WORDS[i]} \"*) command=${COMP_WORDS[i]}; break ;;\n"
    "        esac\n"
    "    done\n"
    "    case $cur in --*=*) prev=${cur%%=*} cur=${cur#*=} ;; esac\n";

static const char end[] =
    "    case $cur in\n"
    "    -*) _bannerscope_words \"$options $everywhere\"; return ;;\n"
    "    esac\n"
    "    if [[ -z $command ]]; then\n"
    "        _bannerscope_words \"$commands\"\n"
    "        return\n"
    "    fi\n"
    "    [[ -z $words ]] || _bannerscope_words \"$words\"\n"
    "    case $more in\n"
    "    query) _bannerscope_words \"$filters\" ;;\n"
    "    file) _bannerscope_files -f ;;\n"
    "    esac\n"
    "}\n"
    "complete -F _bannerscope bannerscope\n";

static void put(struct cli *c, const char *text)
{
    out_str(&c->out, bs_str_z(text));
}

static void quoted(struct cli *c, const struct bs_buf *words)
{
    put_quoted(c, bs_buf_str(words), "'\\''");
}

static void how(struct cli *c, enum words_kind kind, const struct bs_buf *words)
{
    static const char *const run[] = {
        [WORDS_NONE] = ":",
        [WORDS_FIXED] = "_bannerscope_words ",
        [WORDS_LIST] = "_bannerscope_list ",
        [WORDS_FILE] = "_bannerscope_files -f",
        [WORDS_FOLDER] = "_bannerscope_files -d",
        [WORDS_QUERY] = "_bannerscope_words \"$filters\"",
    };
    put(c, run[kind]);
    if (kind == WORDS_FIXED || kind == WORDS_LIST)
        quoted(c, words);
}

/* One case for an option with an argument of its own word. */
static void option(struct cli *c, const struct bs_command *cmd, const struct cli_option *o)
{
    struct bs_buf words;
    const char *of = cmd ? cmd->name : "*";
    if (!o->arg)
        return;
    bs_buf_init(&words, COMPLETION_WORDS_MAX);
    enum words_kind kind = words_of_option(c, o, &words);
    out_printf(&c->out, "    %s:--%s", of, o->name);
    if (o->letter)
        out_printf(&c->out, " | %s:-%c", of, o->letter);
    put(c, ") ");
    how(c, kind, &words);
    put(c, "; return ;;\n");
    bs_buf_fini(&words);
}

static void option_name(struct cli *c, const struct cli_option *o)
{
    out_printf(&c->out, "--%s%s ", o->name, o->arg && *o->arg != '[' ? "=" : "");
}

static void command(struct cli *c, const struct bs_command *cmd)
{
    struct bs_buf words;
    bs_buf_init(&words, COMPLETION_WORDS_MAX);
    enum words_kind kind = words_of_command(cmd, &words);
    out_printf(&c->out, "    %s) options='", cmd->name);
    for (const struct cli_option *o = cmd->options; o && o->name; o++)
        option_name(c, o);
    put(c, "' words=");
    quoted(c, &words);
    out_printf(&c->out, " more=%s ;;\n", kind == WORDS_QUERY  ? "query"
                                         : kind == WORDS_FILE ? "file"
                                                              : "none");
    bs_buf_fini(&words);
}

static void variables(struct cli *c)
{
    struct bs_buf filters;
    bs_buf_init(&filters, COMPLETION_WORDS_MAX);
    words_of_filters(&filters);
    put(c, "    local commands='");
    for (size_t i = 0; bs_commands[i]; i++)
        out_printf(&c->out, "%s%s", i ? " " : "", bs_commands[i]->name);
    put(c, "'\n    local everywhere='");
    for (size_t i = 0; option_for_all(i); i++)
        option_name(c, option_for_all(i));
    put(c, "'\n    local filters=");
    quoted(c, &filters);
    put(c, "\n");
    bs_buf_fini(&filters);
}

void completion_bash(struct cli *c)
{
    put(c, "# bash completion for bannerscope; made by `bannerscope completion bash`\n");
    put(c, functions);
    put(c, "_bannerscope() {\n");
    variables(c);
    put(c, begin);
    put(c, "    case $command:$prev in\n");
    for (size_t i = 0; option_for_all(i); i++)
        option(c, NULL, option_for_all(i));
    for (size_t i = 0; bs_commands[i]; i++)
        for (const struct cli_option *o = bs_commands[i]->options; o && o->name; o++)
            option(c, bs_commands[i], o);
    put(c, "    esac\n    case $command in\n");
    for (size_t i = 0; bs_commands[i]; i++)
        command(c, bs_commands[i]);
    put(c, "    esac\n");
    put(c, end);
}
