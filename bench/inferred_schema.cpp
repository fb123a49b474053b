#include "inferred_schema.h"

#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <set>

#include "base/arena.h"
#include "base/json_writer.h"
#include "parser/json/reader.h"
#include "parser/json/reader_scratch.h"
#include "value/value.h"

namespace rulec::bench {
namespace {

// What stands at one place of the events.
struct Place {
  std::set<std::string> types;
  std::size_t objects = 0;
  std::map<std::string, Place, std::less<>> members;
  std::size_t seen = 0;  // as a member
  std::unique_ptr<Place> items;

  void add(const Value& value) {
    ++seen;
    types.insert(type_of(value));
    if (value.is_object()) {
      ++objects;
      for (const Member& member : value.members()) {
        members[std::string(member.key)].add(member.value);
      }
    }
    if (value.is_list()) {
      items = items ? std::move(items) : std::make_unique<Place>();
      for (const Value& item : value.as_list()) {
        items->add(item);
      }
    }
  }

  static std::string type_of(const Value& value) {
    if (value.is_null()) {
      return "null";
    }
    if (value.is_bool()) {
      return "boolean";
    }
    if (value.is_number()) {
      return value.is_integer() ? "integer" : "number";
    }
    if (value.is_string()) {
      return "string";
    }
    return value.is_list() ? "array" : "object";
  }

  void write(JsonWriter& json) const {
    json.begin_object();
    json.key("type");
    json.begin_array();
    for (const std::string& type : types) {
      if (type != "integer" || !types.contains("number")) {
        json.string(type);
      }
    }
    json.end_array();
    if (!members.empty()) {
      json.key("required");
      json.begin_array();
      for (const auto& [name, place] : members) {
        if (place.seen == objects) {
          json.string(name);
        }
      }
      json.end_array();
      json.key("properties");
      json.begin_object();
      for (const auto& [name, place] : members) {
        json.key(name);
        place.write(json);
      }
      json.end_object();
    }
    if (items && items->seen > 0) {
      json.key("items");
      items->write(json);
    }
    json.end_object();
  }
};

}  // namespace

std::string inferred_schema(std::span<const std::string> events) {
  Place root;
  Arena arena;
  json::ReaderScratch scratch;
  for (const std::string& event : events) {
    arena.reset();
    Value value;
    json::Fault fault;
    if (!json::read_value(event, {}, arena, scratch, value, fault)) {
      std::fprintf(stderr, "bench: an event is no JSON: %s\n", fault.message.c_str());
      std::exit(2);
    }
    root.add(value);
  }
  std::string text;
  JsonWriter json(text);
  root.write(json);
  return text;
}

}  // namespace rulec::bench
