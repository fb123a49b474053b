// Reads the events of a workload in every way at hand, side by side, and prints one row for each:
// the projection scanner (for this processor, and for any), the strict reader with walks along the
// same paths, and simdjson's two interfaces. All must find the same values.
//   bench_scan FOLDER [--budget-ms N] [--rounds N] [--fields N]
// The paths are those of the first event's scalars outside lists, or its first N. The ways take
// turns in short passes; the fastest pass of each counts. simdjson does not check everything that
// the others check: its on-demand interface hardly looks at what it passes over.
// Status 1: the values differ; 2: the workload cannot be used.
#include <simdjson.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/file_system.h"
#include "base/json_writer.h"
#include "measure.h"
#include "parser/json/projection.h"
#include "parser/json/reader.h"
#include "parser/json/reader_scratch.h"

namespace rulec::bench {
namespace {

[[noreturn]] void give_up(const std::string& problem) {
  std::fprintf(stderr, "bench_scan: %s\n", problem.c_str());
  std::exit(2);
}

struct Options {
  std::string folder;
  Budget budget{.budget_ms = 100, .pass_ms = 20};
  std::int64_t rounds = 7;
  std::size_t fields = SIZE_MAX;
};

Options read_options(int argc, char** argv) {
  Options made;
  for (int i = 1; i < argc; ++i) {
    std::string_view word = argv[i];
    auto value = [&] {
      if (++i == argc) {
        give_up(std::string(word) + " needs a value");
      }
      return std::strtoll(argv[i], nullptr, 10);
    };
    if (word == "--budget-ms") {
      made.budget.budget_ms = value();
    } else if (word == "--rounds") {
      made.rounds = value();
    } else if (word == "--fields") {
      made.fields = static_cast<std::size_t>(value());
    } else {
      made.folder = word;
    }
  }
  if (made.folder.empty()) {
    give_up("say the folder of a workload");
  }
  return made;
}

using Path = std::vector<value::Segment>;

void collect_paths(const Value& value, Path& path, std::vector<Path>& paths) {
  if (value.is_object()) {
    for (const Member& member : value.members()) {
      path.push_back(value::make_segment(member.key));
      collect_paths(member.value, path, paths);
      path.pop_back();
    }
  } else if (!value.is_list()) {
    paths.push_back(path);
  }
}

// What was found, mixed into one number.
class Sum {
 public:
  void text(std::string_view text) { add(std::hash<std::string_view>{}(text)); }
  void integer(std::int64_t number) { add(static_cast<std::uint64_t>(number)); }
  void real(double number) { add(std::bit_cast<std::uint64_t>(number)); }
  void boolean(bool is_true) { add(is_true ? 1 : 2); }
  void nothing() { add(3); }

  void value(const Value& value) {
    if (value.is_string()) {
      text(value.as_string());
    } else if (value.is_integer()) {
      integer(value.as_integer());
    } else if (value.is_double()) {
      real(value.as_double());
    } else if (value.is_bool()) {
      boolean(value.as_bool());
    } else {
      nothing();
    }
  }
  [[nodiscard]] std::uint64_t sum() const { return sum_; }

 private:
  void add(std::uint64_t bits) { sum_ = (std::rotl(sum_, 5) ^ bits) * 0x9e3779b97f4a7c15ULL; }

  std::uint64_t sum_ = 0;
};

// The paths as a tree, in the order of the event: so simdjson's search goes only forward.
struct Step {
  std::string key;
  bool is_leaf = false;
  std::vector<Step> steps;
};

void add_path(Step& at, const Path& path, std::size_t depth) {
  if (depth == path.size()) {
    at.is_leaf = true;
    return;
  }
  if (at.steps.empty() || at.steps.back().key != path[depth].key) {
    at.steps.push_back({.key = std::string(path[depth].key), .steps = {}});
  }
  add_path(at.steps.back(), path, depth + 1);
}

// Values found are summed while a pass is checked, and only touched while one is timed.
struct Found {
  Sum sum;
  std::uint64_t touched = 0;
  bool is_timed = true;

  void value(const Value& value) {
    if (is_timed) {
      touched += value.is_string() ? value.length() : static_cast<std::uint64_t>(value.kind());
    } else {
      sum.value(value);
    }
  }
};

void take_dom(simdjson::dom::element value, Found& found) {
  if (value.is_string()) {
    found.value(Value::string(value.get_string().value_unsafe()));
  } else if (value.is_int64()) {
    found.value(Value::integer(value.get_int64().value_unsafe()));
  } else if (value.is_double()) {
    found.value(Value::real(value.get_double().value_unsafe()));
  } else if (value.is_bool()) {
    found.value(Value::boolean(value.get_bool().value_unsafe()));
  } else {
    found.value(Value::null());
  }
}

void walk_dom(simdjson::dom::object object, const Step& step, Found& found) {
  for (const Step& next : step.steps) {
    simdjson::dom::element value;
    if (object[next.key].get(value) != simdjson::SUCCESS) {
      continue;
    }
    if (next.is_leaf) {
      take_dom(value, found);
    } else {
      walk_dom(value.get_object().value_unsafe(), next, found);
    }
  }
}

void take_lazy(simdjson::ondemand::value value, Found& found) {
  using Type = simdjson::ondemand::json_type;
  Type type = value.type().value_unsafe();
  if (type == Type::string) {
    found.value(Value::string(value.get_string().value_unsafe()));
  } else if (type == Type::number) {
    simdjson::ondemand::number number = value.get_number().value_unsafe();
    found.value(number.is_double() ? Value::real(number.get_double())
                                   : Value::integer(number.get_int64()));
  } else if (type == Type::boolean) {
    found.value(Value::boolean(value.get_bool().value_unsafe()));
  } else {
    found.value(Value::null());
  }
}

void walk_lazy(simdjson::ondemand::object object, const Step& step, Found& found) {
  for (const Step& next : step.steps) {
    simdjson::ondemand::value value;
    if (object.find_field(next.key).get(value) != simdjson::SUCCESS) {
      continue;
    }
    if (next.is_leaf) {
      take_lazy(value, found);
    } else {
      walk_lazy(value.get_object().value_unsafe(), next, found);
    }
  }
}

class Readers {
 public:
  explicit Readers(const Options& options) {
    RealFileSystem files;
    auto text = files.read_file(options.folder + "/events.jsonl", kHardMaxSourceBytes);
    if (!text) {
      give_up(options.folder + "/events.jsonl: " + text.error().message);
    }
    std::string_view rest = *text;
    while (!rest.empty()) {
      std::size_t end = std::min(rest.find('\n'), rest.size());
      events_.emplace_back(rest.substr(0, end));
      padded_.emplace_back(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    Value first;
    json::Fault fault;
    if (events_.empty() ||
        !json::read_value(events_[0], {}, arena_of_paths_, reader_, first, fault)) {
      give_up("the first event is no JSON");
    }
    Path path;
    collect_paths(first, path, paths_);
    paths_.resize(std::min(paths_.size(), options.fields));
    std::vector<std::span<const value::Segment>> spans(paths_.begin(), paths_.end());
    projection_.emplace(spans);
    found_.resize(paths_.size());
    for (const Path& one : paths_) {
      add_path(tree_, one, 0);
    }
  }

  [[nodiscard]] std::size_t events() const { return events_.size(); }
  [[nodiscard]] std::size_t paths() const { return paths_.size(); }
  [[nodiscard]] std::size_t bytes() const {
    std::size_t sum = 0;
    for (const std::string& event : events_) {
      sum += event.size();
    }
    return sum;
  }

  void scan(std::size_t event, json::ProjectionScratch& scratch, Found& found) {
    arena_.reset();
    if (!projection_ || !json::project(events_[event], *projection_, scratch, arena_, found_)) {
      give_up("the scanner refuses an event");
    }
    for (const json::ProjectedValue& one : found_) {
      if (!one.value.is_absent()) {
        found.value(one.value);
      }
    }
  }

  void read(std::size_t event, Found& found) {
    arena_.reset();
    Value root;
    json::Fault fault;
    if (!json::read_value(events_[event], {}, arena_, reader_, root, fault)) {
      give_up("the strict reader refuses an event");
    }
    for (const Path& path : paths_) {
      Value value = value::walk(root, path);
      if (!value.is_absent()) {
        found.value(value);
      }
    }
  }

  void dom(std::size_t event, Found& found) {
    simdjson::dom::element root;
    if (dom_.parse(padded_[event]).get(root) != simdjson::SUCCESS) {
      give_up("simdjson refuses an event");
    }
    walk_dom(root.get_object().value_unsafe(), tree_, found);
  }

  void on_demand(std::size_t event, Found& found) {
    simdjson::ondemand::document root;
    if (lazy_.iterate(padded_[event]).get(root) != simdjson::SUCCESS) {
      give_up("simdjson refuses an event");
    }
    walk_lazy(root.get_object().value_unsafe(), tree_, found);
  }

 private:
  std::vector<std::string> events_;
  std::vector<simdjson::padded_string> padded_;
  std::vector<Path> paths_;
  std::optional<json::Projection> projection_;
  std::vector<json::ProjectedValue> found_;
  Step tree_;
  Arena arena_of_paths_;
  Arena arena_;
  json::ReaderScratch reader_;
  simdjson::dom::parser dom_;
  simdjson::ondemand::parser lazy_;
};

struct Way {
  const char* name;
  std::function<void(std::size_t, Found&)> run;
  double best = INFINITY;
  std::uint64_t sum = 0;
};

int run(const Options& options) {
  Readers readers(options);
  json::ProjectionScratch best;
  json::ProjectionScratch portable(json::ScanCode::kPortable);
  std::vector<Way> ways = {
      {"scanner", [&](std::size_t i, Found& found) { readers.scan(i, best, found); }},
      {"scanner:portable", [&](std::size_t i, Found& found) { readers.scan(i, portable, found); }},
      {"strict-reader", [&](std::size_t i, Found& found) { readers.read(i, found); }},
      {"simdjson:dom", [&](std::size_t i, Found& found) { readers.dom(i, found); }},
      {"simdjson:on-demand", [&](std::size_t i, Found& found) { readers.on_demand(i, found); }},
  };
  bool is_equal = true;
  for (Way& way : ways) {
    Found found{.sum = {}, .is_timed = false};
    for (std::size_t i = 0; i < readers.events(); ++i) {
      way.run(i, found);
    }
    way.sum = found.sum.sum();
    is_equal = is_equal && way.sum == ways.front().sum;
  }
  Found found;
  for (std::int64_t round = 0; round < options.rounds; ++round) {
    for (Way& way : ways) {
      Timing timing =
          measure([&](std::size_t i) { way.run(i, found); }, readers.events(), options.budget);
      way.best = std::min(way.best, timing.best_cpu);
    }
  }
  double bytes = static_cast<double>(readers.bytes()) / static_cast<double>(readers.events());
  for (const Way& way : ways) {
    std::string text;
    JsonWriter json(text);
    json.begin_object();
    json.member("measure", "scan");
    json.member("reader", way.name);
    json.member("events", std::uint64_t{readers.events()});
    json.member("fields", std::uint64_t{readers.paths()});
    json.key("bytes_per_event");
    json.number(std::round(bytes));
    json.key("cpu_ns_per_event");
    json.number(std::round(way.best * 10) / 10);
    json.key("gigabytes_per_second");
    json.number(std::round(bytes / way.best * 100) / 100);
    json.key("times_scanner");
    json.number(std::round(way.best / ways.front().best * 100) / 100);
    json.member("checksum", std::to_string(way.sum));
    json.end_object();
    std::puts(text.c_str());
  }
  std::fprintf(stderr, "%llu touched\n", static_cast<unsigned long long>(found.touched));
  return is_equal ? 0 : 1;
}

}  // namespace
}  // namespace rulec::bench

int main(int argc, char** argv) {
  return rulec::bench::run(rulec::bench::read_options(argc, argv));
}
