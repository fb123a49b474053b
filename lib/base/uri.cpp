#include "base/uri.h"

namespace rulec {
namespace {

bool is_plain(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
         (byte >= '0' && byte <= '9') || std::string_view("-._~/").contains(byte);
}

}  // namespace

std::string uri_path(std::string_view path) {
  static constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string address;
  for (char byte : path) {
    if (is_plain(byte)) {
      address += byte;
      continue;
    }
    auto value = static_cast<unsigned char>(byte);
    address += '%';
    address += kHex[value >> 4U];
    address += kHex[value & 0xfU];
  }
  return address;
}

}  // namespace rulec
