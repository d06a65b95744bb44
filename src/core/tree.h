/* tree.h - how the files of a tree add to it.  Private to src/core. */
#ifndef BS_CORE_TREE_H
#define BS_CORE_TREE_H

#include "bannerscope/json.h"
#include "bannerscope/tree.h"

struct tree_maker {
    struct bs_arena *a;
    struct bs_tree *t;
    size_t room;
    uint32_t open[BS_JSON_DEPTH_MAX + 8]; /* nodes that take children now */
    uint8_t depth;
};
void tree_begin(struct tree_maker *m, struct bs_arena *a, struct bs_tree *t);
/* The index, or UINT32_MAX when the tree is full. */
uint32_t tree_add(struct tree_maker *m, enum bs_node_kind kind, bs_str name,
                  bs_bytes value);
/* What follows stands below node `at`, until tree_close(). */
bool tree_open(struct tree_maker *m, uint32_t at);
void tree_close(struct tree_maker *m);
/* Below what is open now. */
bs_err tree_add_json(struct tree_maker *m, bs_str name, bs_str json, struct bs_error *e);

#endif
