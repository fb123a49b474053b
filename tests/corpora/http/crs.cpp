#include "crs.h"

#include <array>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string_view>

namespace rulec::testing {
namespace {

using nlohmann::json;

std::string from_base64(const std::string& text) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bytes;
  unsigned bits = 0;
  int held = 0;
  for (char c : text) {
    std::size_t digit = kDigits.find(c);
    if (digit == std::string_view::npos) {
      continue;
    }
    bits = (bits << 6U) | static_cast<unsigned>(digit);
    held += 6;
    if (held >= 8) {
      held -= 8;
      bytes += static_cast<char>((bits >> static_cast<unsigned>(held)) & 0xffU);
    }
  }
  return bytes;
}

std::string request_of(const json& input) {
  if (input.contains("encoded_request")) {
    return from_base64(input["encoded_request"].get<std::string>());
  }
  std::string data = input.value("data", "");
  std::string bytes = input.value("method", "GET") + " " + input.value("uri", "/") + " " +
                      input.value("version", "HTTP/1.1") + "\r\n";
  bool has_length = false;
  const json headers = input.value("headers", json::object());
  for (const auto& [name, value] : headers.items()) {
    has_length = has_length || name == "Content-Length" || name == "Transfer-Encoding";
    bytes += name + ": " + (value.is_string() ? value.get<std::string>() : value.dump()) + "\r\n";
  }
  if (!has_length && !data.empty() && input.value("autocomplete_headers", true)) {
    bytes += "Content-Length: " + std::to_string(data.size()) + "\r\n";
  }
  return bytes + "\r\n" + data;
}

}  // namespace

std::vector<AttackRequest> read_crs(const std::string& folder) {
  std::vector<AttackRequest> requests;
  for (const auto& file : std::filesystem::recursive_directory_iterator(folder)) {
    if (file.path().extension() != ".json") {
      continue;
    }
    std::ifstream stream(file.path());
    const json tests = json::parse(stream)["tests"];
    for (const json& test : tests) {
      for (const json& stage : test["stages"]) {
        const json& input = stage["input"];
        std::string data = input.value("data", "");
        requests.push_back(
            {.place = file.path().filename().string() + ": " + test["test_id"].dump(),
             .bytes = request_of(input),
             .payload = data.empty() ? input.value("uri", "/") : data});
      }
    }
  }
  return requests;
}

}  // namespace rulec::testing
