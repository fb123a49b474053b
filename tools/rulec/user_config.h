// One of the configuration files beside the project: $XDG_CONFIG_HOME/rulec/config.yaml and
// /etc/rulec/config.yaml. Only settings of the tool stand there (color, format, limits.source);
// what decides about rules belongs to rulec.yaml.
#pragma once

#include <string>
#include <vector>

#include "base/file_system.h"
#include "failure.h"

namespace rulec::app {

struct ToolSetting;

struct UserConfig {
  std::vector<ToolSetting> settings;  // origin "PATH:LINE"
};

// A file that is not there is an empty one.
[[nodiscard]] Outcome<UserConfig> read_user_config(FileSystem& files, const std::string& path);

}  // namespace rulec::app
