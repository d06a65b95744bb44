/* Memory ends.  SQLite's n-th allocation fails, once or from then on: an error, nothing lost, and it goes on when
 * there is memory again.  One of our own fails: one line, and the end.  (The whole program is seen from outside by
 * memory.t.) */
#include "loop.h"

#include <limits.h>
#include <sys/wait.h>
#include <unistd.h>

static void memory(struct loop *l, size_t n)
{
    if (world_long() || n % 2)
        loop_over(l, CALL_MEMORY, FAULT_EIO, false, 1);
    if (world_long() || n % 2 == 0)
        loop_over(l, CALL_MEMORY, FAULT_EIO, true, 1);
    loop_over(l, CALL_PREPARE, FAULT_EIO, false, LONG_MAX);
}

static void every_op_runs_out_of_memory(void **state)
{
    loop_all(state, memory);
}

/* -- our own ----------------------------------------------------------------------------- */

static bool none_left; /* for what calls through the names below (--wrap) */

void *__real_malloc(size_t n);
void *__wrap_malloc(size_t n);
void *__wrap_malloc(size_t n)
{
    return none_left ? NULL : __real_malloc(n);
}

void *__real_calloc(size_t n, size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_calloc(size_t n, size_t size)
{
    return none_left ? NULL : __real_calloc(n, size);
}

void *__real_realloc(void *p, size_t n);
void *__wrap_realloc(void *p, size_t n);
void *__wrap_realloc(void *p, size_t n)
{
    return none_left ? NULL : __real_realloc(p, n);
}

static void take_small(void)
{
    ((char *)bs_alloc(16))[15] = 1;
}

static void take_larger(void)
{
    ((char *)bs_realloc(NULL, 64))[63] = 1;
}

static void copy_text(void)
{
    char *z = bs_strdup(BS_STR("pump"));
    z[0] = 'P';
}

static void copy_into_arena(void)
{
    struct bs_arena a;
    bs_arena_init(&a, 1 << 20);
    bs_str copy = bs_arena_str(&a, BS_STR("pump"));
    _exit(copy.n == 4 ? 4 : 5);
}

static void piece_of_arena(void)
{
    struct bs_arena a;
    bs_arena_init(&a, 1 << 20);
    char *p = bs_arena_alloc(&a, 100);
    _exit(p ? 4 : 5);
}

static void grow_buffer(void)
{
    struct bs_buf b;
    bs_buf_init(&b, 1 << 20);
    _exit(bs_buf_add(&b, BS_BYTES("pump")) == BS_OK ? 4 : 5);
}

static void print_to_buffer(void)
{
    struct bs_buf b;
    bs_buf_init(&b, 1 << 20);
    bs_buf_printf(&b, "%s", "pump");
    _exit(b.len == 4 ? 4 : 5);
}

/* Whatever asks: one line on standard error, status 1, no result that is another one. */
static void one_line_and_the_end(void **state)
{
    static void (*const wants[])(void) = {take_small, take_larger, copy_text, copy_into_arena, piece_of_arena,
                                          grow_buffer, print_to_buffer};
    (void)state;
    for (size_t i = 0; i < BS_COUNT(wants); i++) {
        int end[2], status;
        char said[200] = "";
        assert_int_equal(pipe(end), 0);
        pid_t child = fork();
        if (child == 0) {
            dup2(end[1], STDERR_FILENO);
            none_left = true;
            wants[i]();
            _exit(3);
        }
        close(end[1]);
        for (ssize_t n = 0, all = 0; (n = read(end[0], said + all, sizeof said - 1 - (size_t)all)) > 0;)
            all += n;
        close(end[0]);
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFEXITED(status));
        assert_int_equal(WEXITSTATUS(status), 1);
        assert_string_equal(said, "bannerscope: out of memory\n");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_line_and_the_end),
        cmocka_unit_test_setup_teardown(every_op_runs_out_of_memory, fixture_open, fixture_close),
    };
    vfs_install();
    return cmocka_run_group_tests(tests, ops_begin, ops_end);
}
