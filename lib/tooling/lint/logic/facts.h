// What a project says of the fields that its conditions read: schemas, and updates, after which a
// schema says nothing any more.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/check/written_paths.h"
#include "compiler/model.h"
#include "schema/schema.h"
#include "tooling/build.h"
#include "tooling/lint/logic/formula.h"

namespace rulec::tooling {

class EntryFacts {
 public:
  // `schema` may be null.
  EntryFacts(std::string_view name, const schema::ContextSchema* schema);

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] const schema::ContextSchema* schema() const { return schema_; }
  // Null without a schema.
  [[nodiscard]] const schema::CompiledSchema* compiled() const { return compiled_.get(); }
  [[nodiscard]] const compiler::WrittenPaths& written() const { return written_; }
  [[nodiscard]] bool has_writes() const { return has_writes_; }
  [[nodiscard]] bool is_written(const Path& path) const;
  [[nodiscard]] const Bounds& bounds(const Path& path);
  void add_write(std::string_view target);

 private:
  [[nodiscard]] Bounds read_bounds(const Path& path) const;

  std::string name_;
  const schema::ContextSchema* schema_;
  std::shared_ptr<const schema::CompiledSchema> compiled_;
  Arena arena_;
  Value root_;  // the schema as data, null without one
  compiler::WrittenPaths written_;
  bool has_writes_ = false;
  std::map<Path, Bounds> bounds_;
};

class ProjectFacts {
 public:
  explicit ProjectFacts(const Build& build);

  // Of every entry point that a rule or a scorecard names.
  [[nodiscard]] EntryFacts& of(std::string_view entry_point);
  // What is so at all of these entry points.
  [[nodiscard]] BoundsOf bounds_at(std::vector<EntryFacts*> entries);
  // Anything goes.
  [[nodiscard]] static BoundsOf no_bounds();

 private:
  const Build& build_;
  std::map<std::string, std::unique_ptr<EntryFacts>, std::less<>> entries_;
};

}  // namespace rulec::tooling
