/* A main for the fuzz targets without libFuzzer: replays files and folders given as arguments,
 * and every prefix of the small ones, so that each `make check` runs what a fuzzer once found. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FILE_MAX_BYTES = 1 << 20, PREFIX_MAX = 512 };

static long inputs;

static void replay_file(const char *path)
{
    static uint8_t buf[FILE_MAX_BYTES];
    FILE *f = fopen(path, "rb");
    if (!f) {
        perror(path);
        exit(1);
    }
    size_t n = fread(buf, 1, sizeof buf, f);
    fclose(f);
    /* A copy of its exact size each time, so that a sanitizer sees one byte too far. */
    for (size_t len = n <= PREFIX_MAX ? 0 : n; len <= n; len++) {
        uint8_t *exact = malloc(len ? len : 1);
        if (!exact)
            exit(1);
        memcpy(exact, buf, len);
        LLVMFuzzerTestOneInput(exact, len);
        free(exact);
        inputs++;
    }
}

static void replay(const char *path)
{
    struct stat st;
    if (stat(path, &st) != 0) {
        perror(path);
        exit(1);
    }
    if (!S_ISDIR(st.st_mode)) {
        replay_file(path);
        return;
    }
    DIR *d = opendir(path);
    struct dirent *e;
    while (d && (e = readdir(d))) {
        char name[4096];
        if (e->d_name[0] == '.')
            continue;
        snprintf(name, sizeof name, "%s/%s", path, e->d_name);
        replay(name);
    }
    if (d)
        closedir(d);
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        replay(argv[i]);
    printf("%ld inputs\n", inputs);
    return inputs == 0;
}
