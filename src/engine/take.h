/* take.h - one record into the database, counted.  Private to src/engine. */
#ifndef BS_ENGINE_TAKE_H
#define BS_ENGINE_TAKE_H

#include "bannerscope/engine.h"

bs_err take_record(struct bs_ingest *ingest, const struct bs_record *rec,
                   struct bs_import_summary *sum, struct bs_error *e);

#endif
