/* Point-of-care devices: POCT1-A device messages, XML over TCP (CLSI POCT1-A2, Appendix B). */
#include "field.h"

static const struct bs_code topics[] = {
    {0, "HEL.R01", "the device says hello and what it is"}, {1, "ACK.R01", "the last message was taken"},
    {2, "DST.R01", "state of the device"},                  {3, "OBS.R01", "a patient's results"},
    {4, "OBS.R02", "results of a control"},                 {5, "EVS.R01", "events of the device"},
    {6, "REQ.R01", "asks the device for something"},        {7, "END.R01", "the end of a topic"},
    {8, "ESC.R01", "breaks a topic off"},                   {9, "EOT.R01", "the end of a topic"},
    {10, "KPA.R01", "keeps the connection alive"},
};

static const struct bs_code *root_of(bs_bytes b, size_t *at)
{
    for (size_t i = 0; i < BS_COUNT(topics); i++) {
        char open[16] = "<";
        memcpy(open + 1, topics[i].name, strlen(topics[i].name) + 1);
        *at = bs_bytes_find(bs_bytes_sub(b, 0, 256), bs_str_bytes(bs_str_z(open)), 0);
        if (*at != SIZE_MAX)
            return &topics[i];
    }
    return NULL;
}

static enum bs_certainty probe(const struct bs_decode_in *in)
{
    size_t at;
    if (!bs_begins(in->bytes, "<") || !root_of(in->bytes, &at))
        return BS_NOT;
    /* The header every message has. */
    return bs_has(in->bytes, "<HDR>", 512) || bs_has(in->bytes, "HDR.control_id", 1024) ? BS_PROVEN : BS_WEAK;
}

/* The value of V="..." behind an element's name. */
static bs_bytes value_of(bs_bytes b, const char *element, size_t *at)
{
    *at = bs_bytes_find(b, bs_str_bytes(bs_str_z(element)), 0);
    if (*at == SIZE_MAX)
        return BS_BYTES("");
    size_t from = bs_bytes_find(bs_bytes_sub(b, *at, 80), BS_BYTES("V=\""), 0);
    if (from == SIZE_MAX)
        return BS_BYTES("");
    *at += from + 3;
    bs_bytes rest = bs_bytes_sub(b, *at, 200);
    size_t end = bs_bytes_find(rest, BS_BYTES("\""), 0);
    return end == SIZE_MAX ? BS_BYTES("") : bs_bytes_sub(rest, 0, end);
}

static void decode(const struct bs_decode_in *in, struct bs_decoded *d)
{
    static const char *const elements[] = {"DEV.vendor_id", "DEV.model_id", "DEV.serial_id",
                                           "DEV.sw_version", "ACK.type_cd", "HDR.control_id"};
    bs_bytes b = bs_bytes_sub(in->bytes, 0, 64 << 10), found[BS_COUNT(elements)];
    size_t at;
    const struct bs_code *root = root_of(b, &at);
    if (!root)
        return; /* not after our probe */
    bs_put(d, BS_MARK("message", "POCT1-A2 Appendix B", at, strlen(root->name) + 2), root->meaning, "%s",
           root->name);
    for (size_t i = 0; i < BS_COUNT(elements); i++) {
        found[i] = value_of(b, elements[i], &at);
        if (found[i].n)
            bs_put_text(d, BS_MARK(elements[i], "POCT1-A2 Appendix B", at, found[i].n), found[i], NULL);
    }
    bs_product(d, found[1].n ? found[1] : found[0], found[3]);
    bs_summary(d, "POCT1-A point-of-care device: %s %s %s", root->name, bs_quote(d, found[0], 30),
               bs_quote(d, found[1], 30));
    if (strcmp(root->name, "REQ.R01") == 0)
        d->flags |= BS_DEC_ECHO; /* managers ask, devices answer */
}

const struct bs_decoder bs_decoder_poct1 = {
    .name = "poct1",
    .title = "POCT1-A point-of-care device",
    .standard = "CLSI POCT1-A2",
    .drawn_by = "nothing: the device says hello",
    .medical = true,
    .probe = probe,
    .decode = decode,
};
