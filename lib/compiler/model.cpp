#include "compiler/model.h"

#include <algorithm>

namespace rulec::compiler {

bool is_about_action(std::string_view member) {
  return member == "id" || member == "description" || member == "metadata" ||
         member.starts_with("x_");
}

const EffectSettings* find_effect(const parser::ActionNode& action, const Settings& settings) {
  auto found = std::ranges::find(settings.effects, action.type, &EffectSettings::name);
  return found == settings.effects.end() ? nullptr : &*found;
}

std::vector<std::string_view> segments_of(std::string_view path) {
  std::vector<std::string_view> segments;
  for (auto dot = path.find('.'); dot != std::string_view::npos; dot = path.find('.')) {
    segments.push_back(path.substr(0, dot));
    path.remove_prefix(dot + 1);
  }
  segments.push_back(path);
  return segments;
}

void ModelDeleter::operator()(Model* model) const {
  delete model;
}

}  // namespace rulec::compiler
