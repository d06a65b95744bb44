/* tree.h - a record as a tree of lines that fold.  Layer 1. */
#ifndef BS_TREE_H
#define BS_TREE_H

#include "bannerscope/gate.h"
#include "bannerscope/model.h"

enum { BS_TREE_NODES_MAX = 200000 };
enum bs_node_kind {
    BS_NODE_SECTION, /* a heading of ours */
    BS_NODE_TEXT,    /* a value of ours or the store's */
    BS_NODE_OBJECT,  /* JSON from here on */
    BS_NODE_ARRAY,
    BS_NODE_STRING,  /* escapes undone */
    BS_NODE_LITERAL, /* number, true, false, null as they stand there */
};
/* The tree is the array in preorder. */
struct bs_node {
    bs_str name;       /* key, or the number of an element: a stranger's text */
    bs_bytes value;    /* empty for what has children */
    uint32_t parent;   /* UINT32_MAX at the top */
    uint32_t end;      /* index behind the last one below it */
    uint32_t children; /* directly below */
    uint8_t kind, depth;
};
struct bs_tree {
    struct bs_node *node;
    size_t nodes;
    bool cut; /* there was more than BS_TREE_NODES_MAX or the arena could take */
};
/* Any JSON text; BS_E_SYNTAX when it is none.  Names and values are slices of it or in `a`. */
bs_err bs_tree_json(bs_str json, struct bs_arena *a, struct bs_tree *out, struct bs_error *e);
/* Everything the database knows about one service: what it is, its owner, the traits, when and
 * by what it was found, and all fields of the record where its text was kept. */
void bs_tree_record(const struct bs_detail *d, struct bs_arena *a, struct bs_tree *out);
/* "ssl.cert.subject.CN" */
void bs_tree_path(const struct bs_tree *t, size_t node, struct bs_buf *out);
/* One node a line, indented, gated. */
void bs_tree_text(const struct bs_tree *t, enum bs_gate_mode gate, struct bs_buf *out);

#endif
