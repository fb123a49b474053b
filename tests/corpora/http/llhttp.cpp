#include "llhttp.h"

#include <cctype>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace rulec::testing {
namespace {

// A backslash joins lines, every line end is CR LF, and \r \n \t \f \xHH are the bytes they name.
std::string bytes_of(const std::string& block) {
  std::string bytes;
  for (std::size_t i = 0; i < block.size(); ++i) {
    char next = i + 1 < block.size() ? block[i + 1] : '\0';
    if (block[i] == '\n') {
      bytes += "\r\n";
    } else if (block[i] != '\\') {
      bytes += block[i];
    } else if (next == 'x') {
      bytes += static_cast<char>(std::stoi(block.substr(i + 2, 2), nullptr, 16));
      i += 3;
    } else {
      constexpr const char* kNames = "rntf\n";
      const char* name = std::char_traits<char>::find(kNames, 5, next);
      if (name == nullptr) {
        bytes += '\\';
        continue;
      }
      bytes += next == '\n' ? "" : std::string(1, "\r\n\t\f"[name - kNames]);
      ++i;
    }
  }
  return bytes;
}

std::string block_after(const std::string& text, const std::string& fence, std::size_t& at) {
  at = text.find(fence, at);
  if (at == std::string::npos) {
    return "";
  }
  at += fence.size();
  std::size_t end = text.find("\n```", at);
  std::string block = text.substr(at, end - at);
  at = end;
  return block;
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t number = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++number;
  }
  return number;
}

void read_file(const std::filesystem::path& path, std::vector<ParserVector>& vectors) {
  std::ifstream stream(path);
  std::stringstream all;
  all << stream.rdbuf();
  const std::string text = all.str();
  for (std::size_t at = text.find("<!-- meta="); at != std::string::npos;
       at = text.find("<!-- meta=", at)) {
    std::string meta;
    for (char c : text.substr(at, text.find('\n', at) - at)) {
      meta += c == ' ' ? std::string() : std::string(1, c);
    }
    std::size_t heading = text.rfind("\n#", at) + 1;
    ParserVector vector;
    vector.place =
        path.filename().string() + ": " + text.substr(heading, text.find('\n', heading) - heading);
    vector.is_strict = meta.find("\"type\":\"request\"") != std::string::npos &&
                       meta.find("skipBody") == std::string::npos;
    vector.bytes = bytes_of(block_after(text, "```http\n", at));
    std::string log = block_after(text, "```log\n", at);
    vector.is_refused = log.find(" error code=") != std::string::npos &&
                        log.find("reason=\"on_") == std::string::npos;
    vector.complete = count(log, "message complete");
    vectors.push_back(std::move(vector));
  }
}

}  // namespace

std::vector<ParserVector> read_llhttp(const std::string& folder) {
  std::vector<ParserVector> vectors;
  for (const auto& file : std::filesystem::recursive_directory_iterator(folder)) {
    if (file.path().extension() == ".md") {
      read_file(file.path(), vectors);
    }
  }
  return vectors;
}

}  // namespace rulec::testing
