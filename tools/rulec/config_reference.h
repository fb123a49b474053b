// rulec.yaml(5) and `rulec help rulec.yaml`: every setting, read from its JSON Schema.
#pragma once

#include <string>
#include <vector>

#include "help.h"

namespace rulec::app {

// "entry_points.NAME.hit_policy" and what it is, with its values; in the order of the schema.
[[nodiscard]] std::vector<TopicRow> configuration_rows();
[[nodiscard]] std::string configuration_topic(const HelpOptions& options);
[[nodiscard]] std::string configuration_man_page();

}  // namespace rulec::app
