// Settings of rulec.yaml, and the schemas of entry points and effects.
#include "tooling/diff/definitions.h"

namespace rulec::tooling {
namespace {

class TwoSettings {
 public:
  TwoSettings(const ComparedSettings& a, const ComparedSettings& b, Comparison& comparison)
      : a_(a), b_(b), comparison_(comparison) {}

  void run() {
    setting("order", a_.order, b_.order);
    setting("expr_cost", std::to_string(a_.expr_cost), std::to_string(b_.expr_cost));
    if (a_.default_language && b_.default_language) {
      setting("default_language", *a_.default_language, *b_.default_language);
    }
    match(a_.entry_points, b_.entry_points,
          [this](const std::string& name, const ComparedEntryPoint* a,
                 const ComparedEntryPoint* b) { entry_point(name, a, b); });
    if (a_.effects && b_.effects) {
      using Schema = std::optional<ComparedSchema>;
      match(*a_.effects, *b_.effects,
            [this](const std::string& name, const Schema* a, const Schema* b) {
              effect(name, a, b);
            });
    } else if (records_more(a_) || records_more(b_)) {
      comparison_.notes.emplace_back(
          "a bundle records neither the effects nor the default language of rulec.yaml: not "
          "compared");
    }
  }

 private:
  static bool records_more(const ComparedSettings& settings) {
    return (settings.effects && !settings.effects->empty()) ||
           (settings.default_language && !settings.default_language->empty());
  }

  template <class T, class Visit>
  static void match(const std::map<std::string, T>& a, const std::map<std::string, T>& b,
                    Visit visit) {
    for (const auto& [name, of_a] : a) {
      auto found = b.find(name);
      visit(name, &of_a, found == b.end() ? nullptr : &found->second);
    }
    for (const auto& [name, of_b] : b) {
      if (!a.contains(name)) {
        visit(name, nullptr, &of_b);
      }
    }
  }

  void setting(std::string path, const std::string& a, const std::string& b) {
    if (a != b) {
      comparison_.settings.push_back({.path = std::move(path), .a = a, .b = b});
    }
  }

  void entry_point(const std::string& name, const ComparedEntryPoint* a,
                   const ComparedEntryPoint* b) {
    std::string place = "entry_points." + name;
    if (a == nullptr || b == nullptr) {
      setting(place, a != nullptr ? "declared" : "", b != nullptr ? "declared" : "");
      return;
    }
    setting(place + ".hit_policy", a->hit_policy, b->hit_policy);
    setting(place + ".on_error", a->on_error, b->on_error);
    setting(place + ".validate", a->validate, b->validate);
    setting(place + ".critical", a->is_critical ? "true" : "false",
            b->is_critical ? "true" : "false");
    // A bundle does not record that there was no list.
    bool is_known = a_.effects.has_value() == b_.effects.has_value() ||
                    (!a->allows_all_updates && !b->allows_all_updates);
    if (is_known) {
      setting(place + ".updates", updates_text(*a), updates_text(*b));
    }
    schemas(name, a->schema, b->schema);
  }

  static std::string updates_text(const ComparedEntryPoint& entry) {
    std::string text = entry.allows_all_updates ? "everything" : "";
    for (const auto& [pattern, type] : entry.updates) {
      text += (text.empty() ? "" : ", ") + pattern + (type.empty() ? "" : ": " + type);
    }
    return text;
  }

  void effect(const std::string& name, const std::optional<ComparedSchema>* a,
              const std::optional<ComparedSchema>* b) {
    if (a == nullptr || b == nullptr) {
      setting("effects." + name, a != nullptr ? "declared" : "", b != nullptr ? "declared" : "");
    } else {
      schemas("effect " + name, *a, *b);
    }
  }

  void schemas(const std::string& name, const std::optional<ComparedSchema>& a,
               const std::optional<ComparedSchema>& b) {
    if (a && b) {
      compare_schemas(*a, *b, name, comparison_.schemas);
    } else if (a || b) {
      comparison_.schemas.push_back({.name = name,
                                     .change = a ? "schema_removed" : "schema_added",
                                     .path = {},
                                     .a = a ? "\"" + a->path + "\"" : "",
                                     .b = b ? "\"" + b->path + "\"" : "",
                                     .is_compatible = a.has_value()});
    }
  }

  const ComparedSettings& a_;
  const ComparedSettings& b_;
  Comparison& comparison_;
};

}  // namespace

void compare_settings(const ComparedSettings& a, const ComparedSettings& b,
                      Comparison& comparison) {
  TwoSettings(a, b, comparison).run();
}

}  // namespace rulec::tooling
