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
    default_language();
    match(a_.entry_points, b_.entry_points,
          [this](const std::string& name, const ComparedEntryPoint* a,
                 const ComparedEntryPoint* b) { entry_point(name, a, b); });
    using Schema = std::optional<ComparedSchema>;
    match(
        a_.effects, b_.effects,
        [this](const std::string& name, const Schema* a, const Schema* b) { effect(name, a, b); });
    unclear_effects();
  }

 private:
  // All that it decides is which variant of a template is the default one.
  void default_language() {
    if (a_.default_language && b_.default_language) {
      setting("default_language", *a_.default_language, *b_.default_language);
      return;
    }
    match(a_.default_variants, b_.default_variants,
          [this](const std::string& id, const std::string* a, const std::string* b) {
            if (a != nullptr && b != nullptr) {
              auto word = [](const std::string& text) { return text.empty() ? "none" : text; };
              setting("templates." + id + ".default_language", word(*a), word(*b));
            }
          });
  }

  [[nodiscard]] bool is_one_recorded() const { return a_.is_recorded || b_.is_recorded; }

  void unclear_effects() {
    std::set<std::string> names = a_.unclear_effects;
    names.insert(b_.unclear_effects.begin(), b_.unclear_effects.end());
    for (const std::string& name : names) {
      comparison_.is_complete = false;
      comparison_.notes.push_back("a bundle checks the effect `" + name +
                                  "` in more than one way: its schema is not compared");
    }
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
    setting(place + ".updates", updates_text(*a), updates_text(*b));
    schemas(name, a->schema, b->schema);
  }

  // A bundle does not record that there was no list, only that it has no pattern.
  [[nodiscard]] std::string updates_text(const ComparedEntryPoint& entry) const {
    std::string text = entry.allows_all_updates && !is_one_recorded() ? "everything" : "";
    for (const auto& [pattern, type] : entry.updates) {
      text += (text.empty() ? "" : ", ") + pattern + (type.empty() ? "" : ": " + type);
    }
    return text;
  }

  void effect(const std::string& name, const std::optional<ComparedSchema>* a,
              const std::optional<ComparedSchema>* b) {
    if ((a == nullptr || b == nullptr) && is_one_recorded()) {
      return;  // one side's rules do not ask for it, or compute nothing: they differ, or it is idle
    }
    if (a == nullptr || b == nullptr) {
      setting("effects." + name, a != nullptr ? "declared" : "", b != nullptr ? "declared" : "");
    } else {
      schemas("effect " + name, *a, *b);
    }
  }

  void schemas(const std::string& name, const std::optional<ComparedSchema>& a,
               const std::optional<ComparedSchema>& b) {
    if (a && b) {
      if (!compare_schemas(*a, *b, name, comparison_.schemas)) {
        comparison_.is_complete = false;
        comparison_.notes.push_back("schema " + name + " could not be read: not compared");
      }
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
