// What documents of other commands than `test` say about a run of the tests.
#pragma once

#include "base/json_writer.h"
#include "base/source.h"
#include "tooling/test/test.h"

namespace rulec::app {

// The member `tests`: counts, and the failed cases.
void write_tests(JsonWriter& json, const tooling::Run& run, const SourceMap& sources);

}  // namespace rulec::app
