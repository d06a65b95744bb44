#include <stdio.h>

int main(void)
{
    fputs("bannerscope: not yet\n", stderr);
    return 1;
}
