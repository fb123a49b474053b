// What every function of the C interface does at its edge: structs of other versions, errors into
// the caller's memory, no exception out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <new>
#include <string_view>

#include "base/result.h"
#include "rulec/rulec.h"

namespace rulec::capi {

// Fills `error` unless it is null, and gives `code` back.
rulec_status report(rulec_error* error, rulec_status code, std::string_view message,
                    std::uint32_t offset = 0);
rulec_status report(rulec_error* error, const Error& failure);

// Whether the struct of `size` bytes at `data` says nothing that a struct of `known` bytes could
// not: one of the first version or a later one, whose later members are zero.
[[nodiscard]] bool is_readable(const void* data, std::size_t size, std::size_t known);

template <class Struct>
[[nodiscard]] bool is_readable(const Struct* given) {
  return is_readable(given, given->struct_size, sizeof(Struct));
}

// RULEC_OK, or what is wrong with the arguments that all calls share.
rulec_status check_error(const rulec_error* error);
rulec_status check_options(const rulec_load_options* options, rulec_error* error);
rulec_status check_request(const rulec_request* request, rulec_error* error);

// `text` with a NUL behind it into the caller's buffer, or how much is missing. `status` is that of
// the answer.
rulec_status give(std::string_view text, rulec_status status, char* buffer, std::size_t capacity,
                  std::size_t* length, rulec_error* error);

// Runs `body` and turns what it throws into a status: only allocation is expected to.
template <class Body>
rulec_status guarded(rulec_error* error, Body body) noexcept {
  try {
    return body();
  } catch (const std::bad_alloc&) {
    return report(error, RULEC_OUT_OF_MEMORY, "out of memory");
  } catch (...) {
    return report(error, RULEC_INTERNAL, "an unexpected exception");
  }
}

}  // namespace rulec::capi
