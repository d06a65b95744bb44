/* http_body.h - the content of an HTTP answer. */
#ifndef BS_DECODE_HTTP_BODY_H
#define BS_DECODE_HTTP_BODY_H

#include "field.h"

enum { BS_HTTP_JOINED_MAX = 16384, BS_HTTP_CHUNKS_MAX = 200 };

/* The content behind the headers without the chunk sizes (RFC 9112 7.1), in the arena, at most
 * BS_HTTP_JOINED_MAX bytes of BS_HTTP_CHUNKS_MAX chunks.  Empty when `body` does not begin with
 * a chunk size: some servers announce chunks and send none. */
bs_bytes bs_http_join(bs_bytes body, struct bs_arena *a);
/* One field for each chunk of what stands at the cursor. */
void bs_http_put_chunks(struct bs_cursor *c, struct bs_decoded *d);

#endif
