#include "schema/internal/reference.h"

#include <optional>

namespace rulec::schema {

namespace {

std::optional<unsigned> hex_digit(char digit) {
  if (digit >= '0' && digit <= '9') {
    return static_cast<unsigned>(digit - '0');
  }
  char lower = static_cast<char>(digit | 0x20);
  if (lower >= 'a' && lower <= 'f') {
    return static_cast<unsigned>(lower - 'a' + 10);
  }
  return std::nullopt;
}

// A fragment of a URI: `%25` and the like decoded.
std::string decode_fragment(std::string_view text) {
  std::string decoded;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '%' && at + 2 < text.size()) {
      auto high = hex_digit(text[at + 1]);
      auto low = hex_digit(text[at + 2]);
      if (high && low) {
        decoded += static_cast<char>(*high * 16 + *low);
        at += 2;
        continue;
      }
    }
    decoded += text[at];
  }
  return decoded;
}

std::string_view text_member(const json::Document& schema, json::NodeId object,
                             std::string_view key) {
  json::NodeId member = schema.member(object, key);
  if (!member.is_valid() || schema.at(member).kind != json::NodeKind::kString) {
    return {};
  }
  return schema.at(member).text;
}

}  // namespace

json::NodeId reference_member(const json::Document& schema, json::NodeId node) {
  json::NodeId member = schema.member(node, "$ref");
  if (!member.is_valid() || schema.at(member).kind != json::NodeKind::kString) {
    return {};
  }
  return member;
}

References::References(const json::Document& schema, Draft draft) : schema_(schema) {
  std::string_view id_key = draft == Draft::k4 ? "id" : "$id";
  std::string_view own = text_member(schema, schema.root(), id_key);
  base_ = own.substr(0, own.find('#'));
  for (std::size_t at = 0; at < schema.size(); ++at) {
    json::NodeId node(at);
    if (schema.at(node).kind != json::NodeKind::kObject) {
      continue;
    }
    std::string_view name = text_member(schema, node, id_key);
    if (name.size() > 1 && name[0] == '#' && name[1] != '/') {
      names_.emplace(name.substr(1), node);
    }
  }
}

json::NodeId References::resolve(std::string_view reference) const {
  if (!base_.empty() && reference.starts_with(base_)) {
    reference.remove_prefix(base_.size());
    if (reference.empty()) {
      return schema_.root();
    }
  }
  if (reference.empty() || reference[0] != '#') {
    return {};
  }
  std::string fragment = decode_fragment(reference.substr(1));
  if (fragment.empty()) {
    return schema_.root();
  }
  if (fragment[0] == '/') {
    return schema_.resolve(fragment).value_or(json::NodeId());
  }
  auto named = names_.find(fragment);
  return named == names_.end() ? json::NodeId() : named->second;
}

json::NodeId References::target_of(json::NodeId node) const {
  json::NodeId member = reference_member(schema_, node);
  return member.is_valid() ? resolve(schema_.at(member).text) : json::NodeId();
}

}  // namespace rulec::schema
