# lib.sh - what the scripts here know of the targets; $src is the source tree.

# seeds NAME: the files and folders that fuzz_NAME starts from
seeds() {
    [ ! -d "$src/tests/fuzz/corpus/fuzz_$1" ] || echo "$src/tests/fuzz/corpus/fuzz_$1"
    [ "$1" != decode ] || echo "$src/tests/data/decode"
}
# dictionary NAME: its dictionary, if it has one
dictionary() {
    [ ! -f "$src/tests/fuzz/dict/$1.dict" ] || echo "$src/tests/fuzz/dict/$1.dict"
}
# targets: the names of all
targets() {
    for source in "$src"/tests/fuzz/fuzz_*.c; do
        source=${source##*/fuzz_}
        echo "${source%.c}"
    done
}
