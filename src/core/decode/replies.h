/* replies.h - FTP and mail greet with the same three digits, and many servers of both do not say
 * which they are ("220 welcome").  What follows the greeting tells. */
#ifndef BS_DECODE_REPLIES_H
#define BS_DECODE_REPLIES_H

#include "field.h"

enum bs_dialect { BS_DIALECT_NONE, BS_DIALECT_FTP, BS_DIALECT_SMTP };

/* Of an answer that begins with 220, 421, 530 or 554.  Looks at the first 1 KiB. */
enum bs_dialect bs_reply_dialect(bs_bytes answer);

#endif
