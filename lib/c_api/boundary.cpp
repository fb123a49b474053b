#include "c_api/boundary.h"

#include <algorithm>
#include <cstring>
#include <span>

#include "base/calendar.h"
#include "base/utf8.h"

namespace rulec::capi {
namespace {

// No version of any struct will be larger; above it the size was never set.
constexpr std::size_t kMaxStructBytes = 4096;

rulec_status bad_argument(rulec_error* error, std::string_view message) {
  return report(error, RULEC_BAD_ARGUMENT, message);
}

rulec_status bad_version(rulec_error* error, std::string_view name) {
  std::string message(name);
  message += ": its struct_size is none that this library knows, or it has members that it lacks";
  return report(error, RULEC_BAD_VERSION, message);
}

// A text of ours may hold a name of the caller's: the cut is not inside a character.
std::size_t whole_characters(std::string_view text, std::size_t room) {
  if (text.size() <= room) {
    return text.size();
  }
  std::size_t end = room;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
    --end;
  }
  return end;
}

}  // namespace

rulec_status report(rulec_error* error, rulec_status code, std::string_view message,
                    std::uint32_t offset) {
  if (error == nullptr) {
    return code;
  }
  error->code = code;
  error->offset = offset;
  std::size_t length = whole_characters(message, sizeof error->message - 1);
  std::memcpy(error->message, message.data(), length);
  error->message[length] = '\0';
  return code;
}

rulec_status report(rulec_error* error, const Error& failure) {
  return report(error, failure.rc != 0 ? rulec_status{failure.rc} : rulec_status{RULEC_INTERNAL},
                failure.message);
}

bool is_readable(const void* data, std::size_t size, std::size_t known) {
  if (size < known || size > kMaxStructBytes) {
    return false;
  }
  std::span<const char> bytes(static_cast<const char*>(data), size);
  return std::ranges::all_of(bytes.subspan(known), [](char byte) { return byte == 0; });
}

rulec_status check_error(const rulec_error* error) {
  // One of another size cannot be told so: its members may lie elsewhere.
  bool is_good = error == nullptr || (error->struct_size >= sizeof(rulec_error) &&
                                      error->struct_size <= kMaxStructBytes);
  return is_good ? RULEC_OK : RULEC_BAD_VERSION;
}

rulec_status check_options(const rulec_load_options* options, rulec_error* error) {
  if (options == nullptr) {
    return RULEC_OK;
  }
  if (!is_readable(options) || options->reserved != 0) {
    return bad_version(error, "rulec_load_options");
  }
  return options->index <= RULEC_INDEX_ALWAYS
             ? rulec_status{RULEC_OK}
             : bad_argument(error, "rulec_load_options.index is none of enum rulec_index");
}

rulec_status check_request(const rulec_request* request, rulec_error* error) {
  if (request == nullptr) {
    return bad_argument(error, "the request is NULL");
  }
  if (!is_readable(request) || request->reserved != 0) {
    return bad_version(error, "rulec_request");
  }
  if (request->entry_point == nullptr || request->context == nullptr) {
    return bad_argument(error, "rulec_request.entry_point or .context is NULL");
  }
  // It stands in the problem document.
  if (utf8::find_invalid(request->entry_point) != std::string_view::npos) {
    return bad_argument(error, "rulec_request.entry_point is not UTF-8");
  }
  if (request->acknowledgements == nullptr && request->acknowledgements_length != 0) {
    return bad_argument(error, "rulec_request.acknowledgements is NULL and has a length");
  }
  if (request->now_ms < calendar::kMinMs || request->now_ms > calendar::kMaxMs) {
    return bad_argument(error, "rulec_request.now_ms is not in the years 1 to 9999");
  }
  return request->engine <= RULEC_ENGINE_NATIVE
             ? rulec_status{RULEC_OK}
             : bad_argument(error, "rulec_request.engine is none of enum rulec_engine");
}

rulec_status give(std::string_view text, rulec_status status, char* buffer, std::size_t capacity,
                  std::size_t* length, rulec_error* error) {
  *length = text.size();
  if (capacity <= text.size()) {
    if (capacity > 0) {
      buffer[0] = '\0';
    }
    return report(error, RULEC_BUFFER_TOO_SMALL, "the buffer is too small for the answer");
  }
  std::memcpy(buffer, text.data(), text.size());
  buffer[text.size()] = '\0';
  return status;
}

}  // namespace rulec::capi
