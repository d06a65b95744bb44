/* decode.h - from bytes to a protocol and a tree of fields.  Layer 1.
 *
 * A decoder is one file that defines `const struct bs_decoder bs_decoder_NAME` and one line in
 * src/core/decode/local.mk; the table is generated.  Decoders are pure: bytes in, fields out,
 * no state.  They read through a cursor (cursor.h), never past the end, to a depth of 16 and a
 * budget of 1,000 fields. */
#ifndef BS_DECODE_H
#define BS_DECODE_H

#include "bannerscope/record.h"

/* What is known beside the bytes.  The port orders decoders and can lift a weak match where
 * a protocol cannot be told by its bytes (NTP, DNS); it is never evidence of a device. */
struct bs_decode_in {
    bs_bytes bytes;
    uint16_t port; /* 0 = not known */
    enum bs_transport transport;
    bool transport_known;
    bs_str module; /* the probe, may be empty */
};

/* How sure the bytes alone make us. */
enum bs_certainty {
    BS_NOT = 0,  /* not this protocol */
    BS_WEAK,     /* could be; only with context, never decides a verdict */
    BS_LIKELY,   /* distinctive, but a stranger could produce it by accident */
    BS_PROVEN,   /* several independent parts of the standard's format hold */
};

enum bs_verdict {
    BS_VERDICT_NONE = 0, /* no response, or cleared */
    BS_MEDICAL,
    BS_NON_MEDICAL,
    BS_UNKNOWN,
};

/* One field.  The tree is the array in preorder with depths. */
struct bs_field {
    const char *name;  /* the standard's name: "resultCode" */
    bs_str value;      /* as the standard writes it: "success (0)"; a stranger's text is gated later */
    bs_str meaning;    /* plain words for an analyst; may be empty */
    const char *ref;   /* "RFC 4511 4.2.2"; may be NULL */
    uint32_t offset, length; /* bytes of the input */
    uint8_t depth;
};

enum bs_decoded_flag {
    BS_DEC_OPEN = 1,       /* let an unknown caller in (association accepted, anonymous bind) */
    BS_DEC_CHECKED = 2,    /* speaks the protocol, but turned the caller away */
    BS_DEC_ECHO = 4,       /* a request came back: echo service, tarpit or honeypot */
    BS_DEC_HONEYPOT = 8,   /* matches a known fake */
    BS_DEC_TRUNCATED = 16, /* the bytes end before the format does */
    BS_DEC_REPORT = 32,    /* text written by Shodan's crawler module, not wire bytes */
    BS_DEC_ODD = 64,       /* breaks the standard as some fakes do, but real ones do, too: a hint */
};

enum { BS_FIELDS_MAX = 1000, BS_DEPTH_MAX = 16, BS_DECODE_INPUT_MAX = 1 << 28 };

struct bs_decoder;
struct bs_decoded {
    const struct bs_decoder *decoder; /* NULL = nothing recognised */
    enum bs_certainty certainty;
    bs_str service;      /* product contract section 7: "dicom"; lower case */
    bs_str summary;      /* one line: "LDAP BindResponse: success, anonymous bind accepted" */
    bs_str product, version; /* as far as the bytes tell */
    bs_str probe;        /* what most likely drew this answer out; empty only without decoder */
    bool medical;        /* the protocol itself is a medical one */
    unsigned flags;      /* enum bs_decoded_flag */
    uint32_t offset, length; /* the bytes that prove it */
    struct bs_field *field;
    size_t fields;
    /* For the decoders (src/core/decode/field.h); bs_decode() sets them up. */
    struct bs_arena *arena;
    size_t items;  /* fields put, kept or not: BS_FIELDS_MAX is their budget */
    size_t room;   /* of the array `field` */
    size_t input;  /* bytes decoded: no field reaches further */
    bool keep;     /* fields are wanted */
    uint8_t depth; /* of the next field */
};

struct bs_decoder {
    const char *name;     /* file name, evidence rule: "dicom" */
    const char *title;    /* "DICOM upper layer" */
    const char *standard; /* "DICOM PS3.8" */
    /* The probe that usually draws its answers, or that the server speaks first; stands in
     * bs_decoded.probe where decode() knows nothing nearer. */
    const char *drawn_by;
    bool medical;
    /* Cheap: no allocation, looks at a bounded prefix.  Any bytes, also none. */
    enum bs_certainty (*probe)(const struct bs_decode_in *in);
    /* Fills service, summary, flags, fields...; called only where probe said > BS_NOT.  May
     * lower out->certainty.  Offsets count from in->bytes.p. */
    void (*decode)(const struct bs_decode_in *in, struct bs_decoded *out);
};

/* Generated from src/core/decode/local.mk, in that order; NULL at the end.  An answer that is a
 * request (BS_DEC_ECHO) is given the service "echo", and is never medical. */
extern const struct bs_decoder *const bs_decoders[];

/* The best reading of the bytes; ties go to the earlier decoder.  A crawler heading line
 * ("Remote Desktop Protocol", "DICOM Server Response") is stepped over first, offsets still
 * count from the beginning.  Everything in *out lives in `a`.  out->decoder == NULL when
 * nothing fits.  With want_fields false, fields are not kept (for mass classification). */
void bs_decode(const struct bs_decode_in *in, bool want_fields, struct bs_arena *a,
               struct bs_decoded *out);
/* All readings above BS_NOT, best first, at most `max`; the result counts them. */
size_t bs_decode_all(const struct bs_decode_in *in, struct bs_arena *a, struct bs_decoded *out,
                     size_t max);
const struct bs_decoder *bs_decoder_find(bs_str name);
/* Summary and fields as lines of text, gated. */
void bs_decoded_text(const struct bs_decoded *d, bool ascii_only, struct bs_buf *out);
const char *bs_certainty_name(enum bs_certainty c); /* "proven" */

#endif
