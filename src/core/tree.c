#include "tree.h"

#include "bannerscope/gate.h"

enum { FIRST_ROOM = 256 };

void tree_begin(struct tree_maker *m, struct bs_arena *a, struct bs_tree *t)
{
    *t = (struct bs_tree){.nodes = 0};
    *m = (struct tree_maker){.a = a, .t = t};
}

static bool grow(struct tree_maker *m)
{
    size_t room = m->room ? 2 * m->room : FIRST_ROOM;
    struct bs_node *node = bs_arena_alloc(m->a, room * sizeof *node);
    if (!node)
        return false;
    if (m->t->nodes)
        memcpy(node, m->t->node, m->t->nodes * sizeof *node);
    m->t->node = node;
    m->room = room;
    return true;
}

uint32_t tree_add(struct tree_maker *m, enum bs_node_kind kind, bs_str name,
                  bs_bytes value)
{
    struct bs_tree *t = m->t;
    if (t->nodes == BS_TREE_NODES_MAX || (t->nodes == m->room && !grow(m))) {
        t->cut = true;
        return UINT32_MAX;
    }
    uint32_t at = (uint32_t)t->nodes++,
             parent = m->depth ? m->open[m->depth - 1] : UINT32_MAX;
    t->node[at] = (struct bs_node){.name = name,
                                   .value = value,
                                   .parent = parent,
                                   .end = at + 1,
                                   .kind = (uint8_t)kind,
                                   .depth = m->depth};
    if (m->depth)
        t->node[parent].children++;
    return at;
}

bool tree_open(struct tree_maker *m, uint32_t at)
{
    if (at == UINT32_MAX || m->depth == BS_COUNT(m->open))
        return false;
    m->open[m->depth++] = at;
    return true;
}

void tree_close(struct tree_maker *m)
{
    m->t->node[m->open[--m->depth]].end = (uint32_t)m->t->nodes;
}

/* -- JSON --------------------------------------------------------------------- */

static bs_str undone(struct tree_maker *m, bs_str raw_key)
{
    /* A key came without its quotes; with them it is a string like any other. */
    const struct bs_json quoted = {
        BS_JSON_STRING, {raw_key.p - 1, raw_key.n + 2}
    };
    bs_bytes b;
    return bs_json_string(&quoted, m->a, &b) ? bs_bytes_str(b) : raw_key;
}

/* One value; containers are left open, *deeper tells. */
static uint32_t add_value(struct tree_maker *m, bs_str name, const struct bs_json *v,
                          bool *deeper)
{
    bs_bytes text = bs_str_bytes(v->raw);
    *deeper = false;
    switch (v->type) {
    case BS_JSON_OBJECT:
    case BS_JSON_ARRAY:
        *deeper = true;
        return tree_add(m, v->type == BS_JSON_OBJECT ? BS_NODE_OBJECT : BS_NODE_ARRAY,
                        name, (bs_bytes){NULL, 0});
    case BS_JSON_STRING:
        bs_json_string(v, m->a, &text);
        return tree_add(m, BS_NODE_STRING, name, text);
    case BS_JSON_NULL:
    case BS_JSON_TRUE:
    case BS_JSON_FALSE:
    case BS_JSON_NUMBER:
        return tree_add(m, BS_NODE_LITERAL, name, text);
    case BS_JSON_NONE:
        break;
    }
    return UINT32_MAX;
}

static void add_members(struct tree_maker *m, const struct bs_json *top, uint32_t at)
{
    struct bs_json_iter it[BS_JSON_DEPTH_MAX + 1];
    size_t level = 0, count[BS_JSON_DEPTH_MAX + 1] = {0};
    if (!tree_open(m, at))
        return;
    bs_json_begin(top, &it[0]);
    for (;;) {
        struct bs_json v;
        bs_str key;
        bool deeper;
        if (m->t->cut || !bs_json_next(&it[level], &key, &v)) {
            tree_close(m);
            if (level-- == 0)
                return;
            continue;
        }
        bs_str name = it[level].object ? undone(m, key)
                                       : bs_arena_printf(m->a, "%zu", count[level]++);
        uint32_t node = add_value(m, name, &v, &deeper);
        if (deeper && level < BS_JSON_DEPTH_MAX && tree_open(m, node)) {
            bs_json_begin(&v, &it[++level]);
            count[level] = 0;
        }
    }
}

bs_err tree_add_json(struct tree_maker *m, bs_str name, bs_str json, struct bs_error *e)
{
    struct bs_json top;
    bool deeper;
    bs_err err = bs_json_check(json, &top, e);
    if (err != BS_OK)
        return err;
    uint32_t at = add_value(m, name, &top, &deeper);
    if (deeper)
        add_members(m, &top, at);
    return BS_OK;
}

bs_err bs_tree_json(bs_str json, struct bs_arena *a, struct bs_tree *out,
                    struct bs_error *e)
{
    struct tree_maker m;
    tree_begin(&m, a, out);
    return tree_add_json(&m, BS_STR(""), json, e);
}

/* -- as text ------------------------------------------------------------------ */

void bs_tree_path(const struct bs_tree *t, size_t node, struct bs_buf *out)
{
    uint32_t up[BS_JSON_DEPTH_MAX + 8];
    size_t n = 0;
    for (size_t at = node; at < t->nodes && n < BS_COUNT(up); at = t->node[at].parent)
        up[n++] = (uint32_t)at;
    for (bool first = true; n > 0; n--) {
        bs_str name = t->node[up[n - 1]].name;
        if (name.n == 0)
            continue;
        if (!first)
            bs_buf_putc(out, '.');
        bs_buf_put(out, name);
        first = false;
    }
}

static void put_value(const struct bs_node *n, enum bs_gate_mode gate, struct bs_buf *out)
{
    if (n->kind == BS_NODE_STRING)
        bs_buf_putc(out, '"');
    bs_gate_text(n->value, gate, false, out);
    if (n->kind == BS_NODE_STRING)
        bs_buf_putc(out, '"');
}

void bs_tree_text(const struct bs_tree *t, enum bs_gate_mode gate, struct bs_buf *out)
{
    for (size_t i = 0; i < t->nodes; i++) {
        const struct bs_node *n = &t->node[i];
        bs_buf_printf(out, "%*s", 2 * n->depth, "");
        bs_gate_text(bs_str_bytes(n->name), gate, false, out);
        bool holds = n->kind == BS_NODE_OBJECT || n->kind == BS_NODE_ARRAY;
        if (n->kind != BS_NODE_SECTION)
            bs_buf_put(out, n->name.n ? BS_STR(": ") : BS_STR(""));
        if (holds)
            bs_buf_printf(out, n->kind == BS_NODE_OBJECT ? "{%u}" : "[%u]", n->children);
        else
            put_value(n, gate, out);
        bs_buf_putc(out, '\n');
    }
    if (t->cut)
        bs_buf_put(out, BS_STR("(there is more than can be shown)\n"));
}
