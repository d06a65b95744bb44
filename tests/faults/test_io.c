/* The n-th call of SQLite to the disk fails, for every n until the work comes through without; or somebody stops it
 * at its n-th step. */
#include "loop.h"

static void disk(struct loop *l, size_t n)
{
    for (int how = 0; how < FAULT_HOWS; how++) {
        if (world_long() || n % FAULT_HOWS == (size_t)how)
            loop_over(l, CALLS_WRITING, (enum fault_how)how, false, 3);
        if (world_long() || how == FAULT_FULL)
            loop_over(l, CALLS_WRITING, (enum fault_how)how, true, 2);
    }
    loop_over(l, CALLS_READING, FAULT_EIO, false, 1);
    if (world_long())
        loop_over(l, CALLS_READING, FAULT_EIO, true, 1);
    loop_over(l, CALL_STEP, FAULT_EIO, false, 1);
}

static void every_op_meets_every_fault(void **state)
{
    loop_all(state, disk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_op_meets_every_fault, fixture_open, fixture_close),
    };
    vfs_install();
    return cmocka_run_group_tests(tests, ops_begin, ops_end);
}
