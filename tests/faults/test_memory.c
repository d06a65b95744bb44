/* SQLite's n-th allocation fails, once or from then on.  (What happens when one of our own fails is seen from
 * outside: memory.t.) */
#include "loop.h"

static void memory(struct loop *l, size_t n)
{
    if (world_long() || n % 2)
        loop_over(l, CALL_MEMORY, FAULT_EIO, false, 1);
    if (world_long() || n % 2 == 0)
        loop_over(l, CALL_MEMORY, FAULT_EIO, true, 1);
}

static void every_op_runs_out_of_memory(void **state)
{
    loop_all(state, memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_op_runs_out_of_memory, fixture_open, fixture_close),
    };
    vfs_install();
    return cmocka_run_group_tests(tests, ops_begin, ops_end);
}
